--- What is wrong with the sample workspace, and what it looks like after each fix that is offered.
local findings = {}

findings.P2P = 'cli/src/domain/marketplace/p2p.rs'
findings.SEARCH = 'cli/src/domain/marketplace/search.rs'
findings.ERROR = 'ggen-utils/src/error.rs'
findings.MANIFEST = 'cli/Cargo.toml'

--- Where the import that does not resolve is: line and column of its first character and of the one after its last.
findings.IMPORT = { 6, 33, 6, 42 }

--- Where P2P asks for the feature that nobody declared.
findings.UNDECLARED = { { 72, 7, 72, 22 }, { 78, 7, 78, 22 }, { 94, 7, 94, 22 }, { 100, 11, 100, 26 } }

--- Where SEARCH does.
findings.UNDECLARED_IN_SEARCH = { { 40, 13, 40, 28 } }

--- `lines` with `new` after line `number`, which is `line`.
local function with_line(lines, number, line, new)
  assert(lines[number] == line, lines[number])
  local result = vim.list_extend({}, lines)
  table.insert(result, number + 1, new)
  return result
end

--- `lines` with `new` instead of the import; what stands before it in its line stays there.
local function with_import(lines, new)
  local result, found = vim.list_extend({}, lines), nil
  local number = findings.IMPORT[1]
  result[number], found = lines[number]:gsub('use ggen_utils::error::{Result, GgenError};$', new)
  assert(found == 1, lines[number])
  return result
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
    if shadowed or line:find('^ *//') or line:find('"GgenError') then
      return line
    end
    return (line:gsub('%f[%w]GgenError%f[%W]', 'Error'))
  end, lines)
end

---@class Fix
---@field title string
---@field preferred boolean
---@field file string the file that it changes
---@field fixed fun(lines: string[]): string[] what becomes of its lines

--- What is offered at the import, in this order.
---@type Fix[]
findings.IMPORT_FIXES = {
  {
    title = 'Import `Error` instead, and rename its uses in this file',
    preferred = true,
    file = findings.P2P,
    fixed = renamed,
  },
  {
    title = 'Import it under the old name: `Error as GgenError`',
    preferred = false,
    file = findings.P2P,
    fixed = function(lines)
      return with_import(lines, 'use ggen_utils::error::{Result, Error as GgenError};')
    end,
  },
  {
    title = 'Take it from `anyhow`: `use anyhow::Error as GgenError;`',
    preferred = false,
    file = findings.P2P,
    fixed = function(lines)
      local shortened = with_import(lines, 'use ggen_utils::error::Result;')
      return with_line(shortened, 6, shortened[6], 'use anyhow::Error as GgenError;')
    end,
  },
  {
    title = 'Define it in `error`: `pub type GgenError = Error;`',
    preferred = false,
    file = findings.ERROR,
    fixed = function(lines)
      return with_line(lines, 11, '}', 'pub type GgenError = Error;')
    end,
  },
}

--- What is offered wherever the feature is asked for.
---@type Fix
findings.FEATURE_FIX = {
  title = 'Declare the feature `p2p` in the manifest of `ggen-cli-lib`',
  preferred = true,
  file = findings.MANIFEST,
  fixed = function(lines)
    return with_line(lines, 16, 'live-llm-tests = []', 'p2p = []')
  end,
}

return findings
