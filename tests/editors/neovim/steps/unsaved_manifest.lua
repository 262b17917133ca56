--- A manifest counts as it is in its buffer, not as it is on disk.
local editor = require('editor')
local expect = require('expect')
local findings = require('findings')

return {
  {
    'a feature that is declared in the buffer of Cargo.toml is declared, until that is undone',
    function(workspace)
      local p2p, manifest = workspace:path(findings.P2P), workspace:path(findings.MANIFEST)
      local before = workspace:lines(findings.MANIFEST)
      editor.open(p2p)
      editor.await(p2p, 'undeclared-feature', findings.UNDECLARED)

      editor.open(manifest)
      vim.fn.search('^live-llm-tests', 'w')
      vim.cmd.normal({ 'op2p = []', bang = true })
      expect.equal('lines of Cargo.toml', editor.lines(manifest), findings.FEATURE_FIX.fixed(before))
      editor.await(p2p, 'undeclared-feature', {})
      expect.equal('places of the import', editor.places(p2p, 'unresolved-import'), { findings.IMPORT })

      vim.cmd('silent undo')
      expect.equal('lines of Cargo.toml', editor.lines(manifest), before)
      editor.await(p2p, 'undeclared-feature', findings.UNDECLARED)
      expect.equal('Cargo.toml on disk', workspace:lines(findings.MANIFEST), before)
    end,
  },
  {
    'a feature that is declared on disk only is not, while the buffer of Cargo.toml has another text',
    function(workspace)
      local p2p, manifest = workspace:path(findings.P2P), workspace:path(findings.MANIFEST)
      local before = workspace:read(findings.MANIFEST)
      workspace:write(findings.MANIFEST, (before:gsub('live%-llm%-tests = %[%]\n', '%0p2p = []\n')))
      editor.open(manifest)
      editor.open(p2p)
      editor.await(p2p, 'unresolved-import', { findings.IMPORT })
      expect.equal('places of the feature', editor.places(p2p, 'undeclared-feature'), {})

      editor.open(manifest)
      vim.cmd('silent global/^p2p/delete')
      expect.equal('whether Cargo.toml is modified', editor.is_modified(manifest), true)
      editor.await(p2p, 'undeclared-feature', findings.UNDECLARED)
    end,
  },
}
