-- Greenlight for Neovim 0.11: with this folder's parent on the runtimepath, `vim.lsp.enable('greenlight')` starts it.
-- Override anything with `vim.lsp.config('greenlight', { … })`.

--- The client that asks for a command, or nil once it has ended.
---@param context lsp.HandlerContext
local function client_of(context)
  return vim.lsp.get_client_by_id(context.client_id)
end

--- Folders whose benches the user lets run, until Neovim ends.
local allowed = {}

--- Whether what a bench builds and runs may be run: where the user says so in the configuration, or when asked.
local function may_run(client, run)
  local options = client.config.init_options or {}
  if options.trusted == true or allowed[run.folder] then
    return true
  end
  local question = ('Run `%s`? It builds and runs the code in %s.'):format(run.label, run.folder)
  allowed[run.folder] = vim.fn.confirm(question, '&Run\n&Cancel', 2) == 1
  return allowed[run.folder]
end

--- Runs a bench in a terminal split.
local function run_bench(command, context)
  local client = client_of(context)
  local run = command.arguments[1]
  if not client or not may_run(client, run) then
    return
  end
  local window = vim.api.nvim_get_current_win()
  vim.cmd('botright 12new')
  local seconds, microseconds = vim.uv.gettimeofday()
  local started = seconds * 1000 + math.floor(microseconds / 1000)
  vim.fn.jobstart(vim.list_extend({ run.program }, run.arguments), {
    term = true,
    cwd = run.folder,
    on_exit = function()
      if not client:is_stopped() then
        local ran = { folder = run.folder, arguments = run.arguments, started = started }
        client:notify('greenlight/resultsChanged', ran)
      end
    end,
  })
  vim.api.nvim_set_current_win(window)
end

--- Shows the baselines of a bench side by side, with the changes against one of them.
local function show_comparison(client, place)
  local params = { command = 'greenlight.compareBench', arguments = { place } }
  client:request('workspace/executeCommand', params, function(_, markdown)
    if type(markdown) == 'string' then
      vim.lsp.util.open_floating_preview(vim.split(markdown, '\n'), 'markdown', { border = 'rounded' })
    end
  end)
end

--- Lets the user pick the baseline to compare with, if there are several.
local function compare_bench(command, context)
  local client = client_of(context)
  if not client then
    return
  end
  local place = command.arguments[1]
  local params = { command = 'greenlight.benchBaselines', arguments = { place } }
  client:request('workspace/executeCommand', params, function(_, names)
    if type(names) ~= 'table' or #names < 2 then
      show_comparison(client, place)
      return
    end
    vim.ui.select(names, { prompt = 'The baseline to compare with' }, function(name)
      if name then
        show_comparison(client, vim.tbl_extend('force', place, { against = name }))
      end
    end)
  end)
end

---@type vim.lsp.Config
return {
  cmd = { 'greenlight', 'lsp' },
  filetypes = { 'rust', 'toml', 'markdown' },
  -- Where a workspace ends, the server finds out by itself; one server for each Cargo.lock is enough.
  root_markers = { 'Cargo.lock', 'Cargo.toml' },
  -- Without a manifest above, there is nothing to say about a file: not every TOML file is Rust's.
  workspace_required = true,
  init_options = { commands = { 'greenlight.client.runBench', 'greenlight.client.compareBench' } },
  commands = {
    ['greenlight.client.runBench'] = run_bench,
    ['greenlight.client.compareBench'] = compare_bench,
  },
}
