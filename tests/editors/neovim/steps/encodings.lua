--- Columns are right behind characters that count differently in each encoding that a server and Neovim can agree on.
local editor = require('editor')
local expect = require('expect')
local findings = require('findings')

-- Two characters outside the basic plane, and one of two bytes.
local BEFORE = '/* 𝄞🦀é */ '

local function with_characters_before_import(text)
  local found
  text, found = text:gsub('\n(use ggen_utils::error)', '\n' .. BEFORE .. '%1')
  assert(found == 1)
  return text
end

local function step(encoding, encodings)
  return {
    ('astral characters before the import, columns counted in %s'):format(encoding),
    function(workspace)
      vim.lsp.config('greenlight', { capabilities = { general = { positionEncodings = encodings } } })
      workspace:write(findings.P2P, with_characters_before_import(workspace:read(findings.P2P)))
      local line, first, _, last = unpack(findings.IMPORT)
      local import = { line, first + #BEFORE, line, last + #BEFORE }

      local p2p = workspace:path(findings.P2P)
      editor.open(p2p)
      editor.await(p2p, 'unresolved-import', { import })
      expect.equal('encoding', editor.client().offset_encoding, encoding)
      for _, fix in ipairs(findings.IMPORT_FIXES) do
        local changed, before = workspace:path(fix.file), workspace:lines(fix.file)
        editor.choose(line, import[2], fix.title)
        editor.await_lines(changed, fix.fixed(before))
        editor.await(p2p, 'unresolved-import', {})
        editor.undo(changed)
        editor.await_lines(changed, before)
        editor.await(p2p, 'unresolved-import', { import })
      end
    end,
  }
end

return {
  step('utf-8', { 'utf-8', 'utf-16', 'utf-32' }),
  step('utf-16', { 'utf-16' }),
  step('utf-32', { 'utf-32' }),
}
