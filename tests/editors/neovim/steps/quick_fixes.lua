--- Each fix that is offered does what it says, and one `u` takes it back.
local editor = require('editor')
local expect = require('expect')
local findings = require('findings')

local function offers(fixes)
  return vim.tbl_map(function(fix)
    return { fix.title, fix.preferred }
  end, fixes)
end

local steps = {}

for _, fix in ipairs(findings.IMPORT_FIXES) do
  table.insert(steps, {
    'at the import: ' .. fix.title,
    function(workspace)
      local p2p, changed = workspace:path(findings.P2P), workspace:path(fix.file)
      local before = workspace:lines(fix.file)
      editor.open(p2p)
      editor.await(p2p, 'unresolved-import', { findings.IMPORT })
      local line, column = unpack(findings.IMPORT)
      expect.equal('actions at the import', editor.offered(line, column), offers(findings.IMPORT_FIXES))

      editor.choose(line, column, fix.title)
      editor.await_lines(changed, fix.fixed(before))
      editor.await(p2p, 'unresolved-import', {})
      editor.undo(changed)
      editor.await_lines(changed, before)
      editor.await(p2p, 'unresolved-import', { findings.IMPORT })
    end,
  })
end

for index, place in ipairs(findings.UNDECLARED) do
  table.insert(steps, {
    ('at feature %d of %d: %s'):format(index, #findings.UNDECLARED, findings.FEATURE_FIX.title),
    function(workspace)
      local p2p, manifest = workspace:path(findings.P2P), workspace:path(findings.MANIFEST)
      local before = workspace:lines(findings.MANIFEST)
      editor.open(p2p)
      editor.await(p2p, 'undeclared-feature', findings.UNDECLARED)
      local line, column = unpack(place)
      expect.equal('actions at the feature', editor.offered(line, column), offers({ findings.FEATURE_FIX }))

      editor.choose(line, column, findings.FEATURE_FIX.title)
      editor.await_lines(manifest, findings.FEATURE_FIX.fixed(before))
      editor.await(p2p, 'undeclared-feature', {})
      expect.equal('lines of p2p.rs', editor.lines(p2p), workspace:lines(findings.P2P))
      editor.undo(manifest)
      editor.await_lines(manifest, before)
      editor.await(p2p, 'undeclared-feature', findings.UNDECLARED)
    end,
  })
end

return steps
