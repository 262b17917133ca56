--- What a step may expect; an expectation that does not hold is an error.
local expect = {}

--- How long to wait for what the server does, in milliseconds: a slow machine must not fail a step.
local PATIENCE = 20000

local function is_text(value)
  return vim.islist(value) and type(value[1]) == 'string'
end

local function complain(what, actual, expected)
  if is_text(actual) and is_text(expected) then
    local difference =
      vim.diff(table.concat(expected, '\n') .. '\n', table.concat(actual, '\n') .. '\n', { ctxlen = 0 })
    error(('%s: other than expected:\n%s'):format(what, difference), 3)
  end
  error(('%s: expected %s, got %s'):format(what, vim.inspect(expected), vim.inspect(actual)), 3)
end

function expect.equal(what, actual, expected)
  if not vim.deep_equal(actual, expected) then
    complain(what, actual, expected)
  end
end

--- Waits, `patience` milliseconds at most, until what `ask` returns equals `expected`.
function expect.soon(what, ask, expected, patience)
  local actual
  local function holds()
    actual = ask()
    return vim.deep_equal(actual, expected)
  end
  if not vim.wait(patience or PATIENCE, holds, 10) then
    complain(what .. ', waited for in vain', actual, expected)
  end
end

return expect
