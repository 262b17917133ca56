--- A feature is one thing in sources and manifests: what Neovim's own keys do with it.
local editor = require('editor')
local expect = require('expect')
local findings = require('findings')

--- What the server answers about the cursor.
local function ask(method, more)
  local client = editor.client()
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local answer = client:request_sync(method, vim.tbl_extend('error', params, more or {}), 5000, 0)
  assert(answer and not answer.err, vim.inspect(answer))
  return answer.result
end

--- Opens the source with the cursor in the name of its first `feature = "p2p"`, which nobody declared.
local function open(workspace)
  editor.open(workspace:path(findings.P2P))
  editor.await(workspace:path(findings.P2P), 'undeclared-feature', findings.UNDECLARED)
  local place = findings.UNDECLARED[1]
  vim.api.nvim_win_set_cursor(0, { place[1], place[2] + #'feature = "' })
end

return {
  {
    'hovering says what is known of one, and completion which there are',
    function(workspace)
      open(workspace)
      local hover = ask('textDocument/hover').contents.value
      assert(hover:find('not declared', 1, true) and hover:find('used in 6 cfgs of 3 files', 1, true), hover)
      local items = ask('textDocument/completion')
      local labels = vim.tbl_map(function(item)
        return item.label
      end, items.items or items)
      expect.equal('features that are offered', labels, { 'default', 'live-llm-tests' })
    end,
  },
  {
    'once it is declared, it is gone to, and renamed in the source and the manifest',
    function(workspace)
      local manifest = workspace:path(findings.MANIFEST)
      local before = workspace:lines(findings.MANIFEST)
      open(workspace)
      editor.fix(findings.UNDECLARED[1][1], findings.UNDECLARED[1][2])
      editor.await_lines(manifest, findings.FEATURE_FIX.fixed(before))
      editor.await(workspace:path(findings.P2P), 'undeclared-feature', {})
      local place = findings.UNDECLARED[1]
      vim.api.nvim_win_set_cursor(0, { place[1], place[2] + #'feature = "' })
      local definition = ask('textDocument/definition')
      local declared = { vim.uri_to_fname(definition.uri), definition.range.start.line }
      expect.equal('where it is declared', declared, { manifest, 16 })

      vim.lsp.buf.rename('peer-to-peer')
      local renamed = vim.tbl_map(function(line)
        return (line:gsub('^p2p = ', 'peer-to-peer = '))
      end, findings.FEATURE_FIX.fixed(before))
      editor.await_lines(manifest, renamed)
      local source = table.concat(editor.lines(workspace:path(findings.P2P)), '\n')
      assert(not source:find('feature = "p2p"', 1, true), source)
      expect.soon('undeclared features', function()
        return #editor.places(workspace:path(findings.P2P), 'undeclared-feature')
      end, 0)
    end,
  },
}
