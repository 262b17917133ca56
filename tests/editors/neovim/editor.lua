--- What a user does and sees in Neovim.
local expect = require('expect')

local editor = {}

--- Nothing is open and no server runs, and the configuration is the one that is shipped.
function editor.reset()
  for _, client in ipairs(vim.lsp.get_clients()) do
    client:stop()
  end
  expect.soon('servers that still run', editor.server_count, 0)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    vim.api.nvim_buf_delete(buffer, { force = true })
  end
  vim.lsp.config.greenlight = {}
end

function editor.server_count()
  return #vim.lsp.get_clients()
end

--- The one server that runs.
function editor.client()
  local clients = vim.lsp.get_clients()
  expect.equal('servers that run', #clients, 1)
  return clients[1]
end

function editor.open(path)
  vim.cmd('silent edit ' .. vim.fn.fnameescape(path))
end

--- The buffer with the file at `path`, if there is one.
local function buffer_of(path)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_get_name(buffer) == path then
      return buffer
    end
  end
end

function editor.lines(path)
  return vim.api.nvim_buf_get_lines(assert(buffer_of(path)), 0, -1, true)
end

--- The diagnostics of `rule` in the file at `path`, from top to bottom.
function editor.diagnostics(path, rule)
  local buffer = buffer_of(path)
  local diagnostics = vim.tbl_filter(function(diagnostic)
    return diagnostic.source == 'greenlight' and diagnostic.code == rule
  end, buffer and vim.diagnostic.get(buffer) or {})
  table.sort(diagnostics, function(one, other)
    return one.lnum < other.lnum or one.lnum == other.lnum and one.col < other.col
  end)
  return diagnostics
end

--- Where they are: line and column, from 1 and in bytes, of the first character and of the one after the last.
function editor.places(path, rule)
  return vim.tbl_map(function(diagnostic)
    return { diagnostic.lnum + 1, diagnostic.col + 1, diagnostic.end_lnum + 1, diagnostic.end_col + 1 }
  end, editor.diagnostics(path, rule))
end

--- Waits until the diagnostics of `rule` in the file at `path` are at `places`.
function editor.await(path, rule, places)
  expect.soon(('places of %s in %s'):format(rule, vim.fs.basename(path)), function()
    return editor.places(path, rule)
  end, places)
end

--- Opens the list of code actions at `line` and `column` of the current buffer; returns what it shows, and the function
--- that takes the user's choice.
local function list_code_actions(line, column)
  vim.api.nvim_win_set_cursor(0, { line, column - 1 })
  local shown, choose
  local select = vim.ui.select
  -- As plugins do that show the list in a window of their own.
  vim.ui.select = function(items, _, on_choice)
    shown, choose = items, on_choice
  end
  vim.lsp.buf.code_action()
  local waited, failure = pcall(expect.soon, 'whether code actions are shown', function()
    return shown ~= nil
  end, true)
  vim.ui.select = select
  assert(waited, failure)
  return shown, choose
end

--- The code actions that are offered there: the title of each, and whether it is the preferred one.
function editor.offered(line, column)
  local items, choose = list_code_actions(line, column)
  choose(nil)
  return vim.tbl_map(function(item)
    return { item.action.title, item.action.isPreferred or false }
  end, items)
end

--- Chooses the code action `title` there.
function editor.choose(line, column, title)
  local items, choose = list_code_actions(line, column)
  local titled = vim.tbl_filter(function(item)
    return item.action.title == title
  end, items)
  expect.equal(('actions with the title "%s"'):format(title), #titled, 1)
  choose(titled[1])
end

--- Applies the preferred code action there without asking, as the README has it.
function editor.fix(line, column)
  vim.api.nvim_win_set_cursor(0, { line, column - 1 })
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.isPreferred
    end,
  })
end

--- Waits until the buffer with the file at `path` has `lines`.
function editor.await_lines(path, lines)
  expect.soon('lines of ' .. vim.fs.basename(path), function()
    return buffer_of(path) and editor.lines(path)
  end, lines)
end

--- One `u` in the buffer with the file at `path`.
function editor.undo(path)
  vim.api.nvim_buf_call(assert(buffer_of(path)), function()
    vim.cmd('silent undo')
  end)
end

--- Saves the buffer with the file at `path`.
function editor.save(path)
  vim.api.nvim_buf_call(assert(buffer_of(path)), function()
    vim.cmd('silent write')
  end)
end

function editor.is_modified(path)
  return vim.bo[assert(buffer_of(path))].modified
end

return editor
