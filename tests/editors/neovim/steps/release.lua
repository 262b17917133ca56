--- A package that does not compile is brought to compile; `run` asks Cargo about what is saved here.
local editor = require('editor')
local findings = require('findings')
local expect = require('expect')

return {
  {
    'the line that stops the release is found, and the preferred fixes are applied and saved',
    function(workspace)
      local p2p, manifest = workspace:path(findings.P2P), workspace:path(findings.MANIFEST)
      local before, before_manifest = workspace:lines(findings.P2P), workspace:lines(findings.MANIFEST)
      editor.open(p2p)
      editor.await(p2p, 'unresolved-import', { findings.IMPORT })
      editor.await(p2p, 'undeclared-feature', findings.UNDECLARED)

      local import = editor.diagnostics(p2p, 'unresolved-import')[1]
      expect.equal('severity of the import', import.severity, vim.diagnostic.severity.ERROR)
      local message = 'unresolved import `ggen_utils::error::GgenError`'
      expect.equal('message of the import', import.message:sub(1, #message), message)
      local feature = editor.diagnostics(p2p, 'undeclared-feature')[1]
      expect.equal('severity of the feature', feature.severity, vim.diagnostic.severity.WARN)

      editor.fix(findings.IMPORT[1], findings.IMPORT[2])
      editor.await_lines(p2p, findings.IMPORT_FIXES[1].fixed(before))
      editor.await(p2p, 'unresolved-import', {})
      local place = editor.places(p2p, 'undeclared-feature')[1]
      editor.fix(place[1], place[2])
      editor.await_lines(manifest, findings.FEATURE_FIX.fixed(before_manifest))
      expect.soon('diagnostics of everything but the benches', function()
        local of_code = vim.tbl_filter(function(diagnostic)
          return not tostring(diagnostic.code):find('bench', 1, true)
        end, vim.diagnostic.get())
        return #of_code
      end, 0)
      expect.soon('diagnostics of the benches', function()
        return #vim.diagnostic.get()
      end, 4)
      editor.save(p2p)
      editor.save(manifest)
    end,
  },
}
