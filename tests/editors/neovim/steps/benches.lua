--- A bench is run from its own line, and the line then says what it measured.
local editor = require('editor')
local expect = require('expect')

local BENCH = 'benches/marketplace_performance.rs'

--- How long a bench may take to be built and to run, in milliseconds.
local PATIENCE = 300000

--- The line of the only bench with this id, counted from 1.
local function line_of(path, id)
  for number, line in ipairs(editor.lines(path)) do
    if line:find(id, 1, true) then
      return number
    end
  end
  error('no bench ' .. id)
end

--- The labels of the hints in the current buffer, by line from 1.
local function hints()
  local shown = {}
  for _, hint in ipairs(vim.lsp.inlay_hint.get({ bufnr = 0 })) do
    shown[hint.inlay_hint.position.line + 1] = hint.inlay_hint.label
  end
  return shown
end

--- The titles of the lenses of a line.
local function lenses(line)
  local titles = {}
  for _, lens in ipairs(vim.lsp.codelens.get(0)) do
    if lens.range.start.line + 1 == line then
      table.insert(titles, lens.command.title)
    end
  end
  return titles
end

return {
  {
    'the lens runs it in a split, the hint appears, and the hover has the numbers',
    function(workspace)
      local client_settings = { init_options = vim.tbl_extend('force', vim.lsp.config.greenlight.init_options, { trusted = true }) }
      vim.lsp.config('greenlight', client_settings)
      local path = workspace:path(BENCH)
      editor.open(path)
      expect.soon('servers that run', editor.server_count, 1)
      local line = line_of(path, 'registry_loading_from_disk')
      vim.lsp.inlay_hint.enable(true, { bufnr = 0 })
      vim.lsp.codelens.refresh({ bufnr = 0 })
      expect.soon('lenses of the bench', function()
        return lenses(line)
      end, { '▶ Run bench', 'Compare' })
      expect.equal('hints before', hints()[line], nil)

      vim.api.nvim_win_set_cursor(0, { line, 0 })
      local select = vim.ui.select
      vim.ui.select = function(items, _, on_choice)
        on_choice(items[1], 1)
      end
      vim.lsp.codelens.run()
      vim.ui.select = select
      expect.soon('whether a hint tells of a run', function()
        local label = hints()[line] or ''
        return label:find('^base %d') ~= nil and label:find(' ±', 1, true) ~= nil and not label:find('stale', 1, true)
      end, true, PATIENCE)
      expect.equal('windows', #vim.api.nvim_list_wins(), 2)

      vim.api.nvim_win_set_cursor(0, { line, 10 })
      local client = editor.client()
      local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
      local hover = assert(client:request_sync('textDocument/hover', params, 5000, 0)).result.contents.value
      assert(hover:find('**`registry_loading_from_disk`**', 1, true) and hover:find('| base |', 1, true), hover)
      assert(hover:find('PLAN.md', 1, true) and not hover:find('data:image', 1, true), hover)

      -- As if it had been saved before, twice.
      local results = vim.env.CARGO_TARGET_DIR .. '/criterion/registry_loading_from_disk/'
      for _, older in ipairs({ 'v1', 'v2' }) do
        local copied = vim.system({ 'cp', '-rp', results .. 'base', results .. older }):wait()
        assert(copied.code == 0, copied.stderr)
        vim.uv.fs_utime(results .. older .. '/sample.json', 1e9, 1e9)
      end
      local asked
      vim.ui.select = function(items, _, on_choice)
        if type(items[1]) == 'string' then
          asked = vim.deepcopy(items)
          on_choice(items[2], 2)
        else
          on_choice(items[2], 2)
        end
      end
      vim.api.nvim_win_set_cursor(0, { line, 0 })
      vim.lsp.codelens.run()
      expect.soon('the comparison in a window', function()
        for _, window in ipairs(vim.api.nvim_list_wins()) do
          local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
          if table.concat(lines, '\n'):find('against ' .. (asked and asked[2] or '?'), 1, true) then
            return true
          end
        end
        return false
      end, true)
      vim.ui.select = select
      vim.cmd('only')
    end,
  },
}
