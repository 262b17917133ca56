-- What a user does in Neovim with the sample workspace: opens the file that stopped the release, applies the preferred
-- fix of each finding, saves. Ends Neovim with 1 if anything is not as it should be.

--- Waits until `condition` returns something; fails if it does not.
local function wait_for(what, condition)
  local result
  local function holds()
    result = condition()
    return result
  end
  if not vim.wait(30000, holds, 10) then
    error(('waited in vain for %s; diagnostics: %s'):format(what, vim.inspect(vim.diagnostic.get())), 2)
  end
  return result
end

local function expect_equal(what, actual, expected)
  if not vim.deep_equal(actual, expected) then
    error(('%s: expected %s, got %s'):format(what, vim.inspect(expected), vim.inspect(actual)), 2)
  end
end

--- The diagnostics of `rule` in the current buffer.
local function diagnostics_of(rule)
  return vim.tbl_filter(function(diagnostic)
    return diagnostic.source == 'greenlight' and diagnostic.code == rule
  end, vim.diagnostic.get(0))
end

--- Applies the preferred code action at the place of `diagnostic`.
local function fix(diagnostic)
  vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col })
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.isPreferred
    end,
  })
end

--- `lines` with the import and all that it means renamed. A comment, a string and the function with a type of that name
--- of its own stay.
local function renamed(lines)
  local shadowed = false
  return vim.tbl_map(function(line)
    if line:find('^pub fn answer_in_words') then
      shadowed = true
    elseif line:find('^}') then
      shadowed = false
    end
    if shadowed or line:find('//') or line:find('"GgenError') then
      return line
    end
    return (line:gsub('%f[%w]GgenError%f[%W]', 'Error'))
  end, lines)
end

local function drive()
  vim.lsp.enable('greenlight')
  vim.cmd.edit(vim.env.WORKSPACE .. '/cli/src/domain/marketplace/p2p.rs')
  local before = vim.api.nvim_buf_get_lines(0, 0, -1, true)

  local broken = wait_for('the import that does not resolve', function()
    return diagnostics_of('unresolved-import')[1]
  end)
  local place = { broken.lnum + 1, broken.col + 1, broken.end_lnum + 1, broken.end_col + 1 }
  expect_equal('place of the import', place, { 6, 33, 6, 42 })
  expect_equal('severity', broken.severity, vim.diagnostic.severity.ERROR)
  local message = 'unresolved import `ggen_utils::error::GgenError`'
  expect_equal('message', broken.message:sub(1, #message), message)

  fix(broken)
  wait_for('the diagnostic to vanish', function()
    return #diagnostics_of('unresolved-import') == 0
  end)
  expect_equal('text', vim.api.nvim_buf_get_lines(0, 0, -1, true), renamed(before))

  local undeclared = wait_for('the feature that nobody declared', function()
    return diagnostics_of('undeclared-feature')[1]
  end)
  expect_equal('severity', undeclared.severity, vim.diagnostic.severity.WARN)
  fix(undeclared)
  wait_for('every diagnostic to vanish', function()
    return #vim.diagnostic.get(0) == 0
  end)
  vim.cmd.wall()
end

local succeeded, failure = xpcall(drive, debug.traceback)
if not succeeded then
  io.stderr:write(failure, '\n')
  vim.cmd('cquit 1')
end
vim.cmd('qall!')
