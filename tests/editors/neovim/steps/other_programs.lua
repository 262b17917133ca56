--- Files that other programs change count at once: where Neovim does not tell of them, the server watches by itself.
local editor = require('editor')
local expect = require('expect')
local findings = require('findings')

--- Opens p2p.rs in a Neovim that does not watch files, as it does not by default on Linux.
local function open(workspace)
  if vim.fn.has('linux') == 0 then
    local watched = { dynamicRegistration = false }
    vim.lsp.config('greenlight', { capabilities = { workspace = { didChangeWatchedFiles = watched } } })
  end
  local p2p = workspace:path(findings.P2P)
  editor.open(p2p)
  editor.await(p2p, 'unresolved-import', { findings.IMPORT })
  editor.await(p2p, 'undeclared-feature', findings.UNDECLARED)
  local watched = editor.client().capabilities.workspace.didChangeWatchedFiles
  expect.equal('whether Neovim watches files', watched.dynamicRegistration, false)
  return p2p
end

--- The text of `file` after `fix`.
local function fixed(workspace, fix)
  return table.concat(fix.fixed(workspace:lines(fix.file)), '\n') .. '\n'
end

local DEFINED = findings.IMPORT_FIXES[4]
local steps = {}

for how, change in pairs({ ['written in place'] = 'write', ['replaced by rename'] = 'replace' }) do
  table.insert(steps, {
    'a module that is ' .. how,
    function(workspace)
      local p2p = open(workspace)
      local before = workspace:read(findings.ERROR)
      workspace[change](workspace, findings.ERROR, fixed(workspace, DEFINED))
      editor.await(p2p, 'unresolved-import', {})
      workspace[change](workspace, findings.ERROR, before)
      editor.await(p2p, 'unresolved-import', { findings.IMPORT })
    end,
  })
  table.insert(steps, {
    'a manifest that is ' .. how,
    function(workspace)
      local p2p = open(workspace)
      local before = workspace:read(findings.MANIFEST)
      workspace[change](workspace, findings.MANIFEST, fixed(workspace, findings.FEATURE_FIX))
      editor.await(p2p, 'undeclared-feature', {})
      workspace[change](workspace, findings.MANIFEST, before)
      editor.await(p2p, 'undeclared-feature', findings.UNDECLARED)
    end,
  })
  table.insert(steps, {
    ('a file with findings that no window shows, and that is %s'):format(how),
    function(workspace)
      open(workspace)
      local search = workspace:path(findings.SEARCH)
      editor.await(search, 'undeclared-feature', findings.UNDECLARED_IN_SEARCH)
      expect.equal('imports that do not resolve', editor.places(search, 'unresolved-import'), {})
      local before = workspace:read(findings.SEARCH)
      workspace[change](workspace, findings.SEARCH, 'use ggen_utils::error::Missing;\n' .. before)
      editor.await(search, 'unresolved-import', { { 1, 5, 1, 31 } })
      workspace[change](workspace, findings.SEARCH, before)
      editor.await(search, 'unresolved-import', {})
    end,
  })
end

table.sort(steps, function(one, other)
  return one[1] < other[1]
end)
return steps
