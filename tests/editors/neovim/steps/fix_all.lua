--- `source.fixAll.greenlight`, which many let run before each save.
local editor = require('editor')
local expect = require('expect')
local findings = require('findings')

local function step(kind)
  return {
    kind .. ' applies all safe fixes of the file',
    function(workspace)
      local p2p, manifest = workspace:path(findings.P2P), workspace:path(findings.MANIFEST)
      local before, before_manifest = workspace:lines(findings.P2P), workspace:lines(findings.MANIFEST)
      editor.open(p2p)
      editor.await(p2p, 'unresolved-import', { findings.IMPORT })
      editor.await(p2p, 'undeclared-feature', findings.UNDECLARED)

      expect.equal('line of the cursor', vim.fn.line('.'), 1)
      vim.lsp.buf.code_action({ context = { only = { kind } }, apply = true })
      editor.await_lines(p2p, findings.IMPORT_FIXES[1].fixed(before))
      editor.await_lines(manifest, findings.FEATURE_FIX.fixed(before_manifest))
      editor.await(p2p, 'unresolved-import', {})
      editor.await(p2p, 'undeclared-feature', {})
    end,
  }
end

return { step('source.fixAll.greenlight'), step('source.fixAll') }
