--- The configuration that is shipped says nothing about trust, and nothing has to be trusted to be read.
local editor = require('editor')
local expect = require('expect')
local findings = require('findings')

return {
  {
    'diagnostics come though `initializationOptions.trusted` is absent',
    function(workspace)
      local params
      vim.lsp.config('greenlight', {
        before_init = function(sent)
          params = sent
        end,
      })
      local p2p = workspace:path(findings.P2P)
      editor.open(p2p)
      editor.await(p2p, 'unresolved-import', { findings.IMPORT })
      editor.await(p2p, 'undeclared-feature', findings.UNDECLARED)
      expect.equal('initializationOptions.trusted', params.initializationOptions.trusted, nil)
    end,
  },
}
