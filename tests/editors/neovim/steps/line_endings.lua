--- Files with CRLF stay files with CRLF.
local editor = require('editor')
local expect = require('expect')
local findings = require('findings')

--- The bytes of a file of `lines` with CRLF.
local function with_crlf(lines)
  return table.concat(lines, '\r\n') .. '\r\n'
end

local steps = {}

local function step(rule, place, fix)
  table.insert(steps, {
    'in files with CRLF: ' .. fix.title,
    function(workspace)
      for _, file in ipairs({ findings.P2P, findings.ERROR, findings.MANIFEST }) do
        workspace:write(file, with_crlf(workspace:lines(file)))
      end
      local p2p, changed = workspace:path(findings.P2P), workspace:path(fix.file)
      local before = workspace:lines(fix.file)
      editor.open(p2p)
      expect.equal('format of p2p.rs', vim.bo.fileformat, 'dos')
      editor.await(p2p, 'unresolved-import', { findings.IMPORT })
      editor.await(p2p, 'undeclared-feature', findings.UNDECLARED)

      editor.choose(place[1], place[2], fix.title)
      editor.await_lines(changed, fix.fixed(before))
      editor.await(p2p, rule, {})
      editor.save(changed)
      expect.equal('bytes that are saved', workspace:read(fix.file), with_crlf(fix.fixed(before)))
      editor.undo(changed)
      editor.await(p2p, 'unresolved-import', { findings.IMPORT })
      editor.await(p2p, 'undeclared-feature', findings.UNDECLARED)
      editor.save(changed)
      expect.equal('bytes that are saved after undoing it', workspace:read(fix.file), with_crlf(before))
    end,
  })
end

for _, fix in ipairs(findings.IMPORT_FIXES) do
  step('unresolved-import', findings.IMPORT, fix)
end
step('undeclared-feature', findings.UNDECLARED[1], findings.FEATURE_FIX)

return steps
