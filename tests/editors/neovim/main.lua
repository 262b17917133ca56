--- Runs all steps, each in a copy of the sample workspace, and ends Neovim with 1 if any fails.
---
--- SAMPLE is the sample workspace, WORKSPACES the folder for its copies, CONFIGURATION the one that is shipped.
--- SUBJECTS names the files in steps/ to run; without it all are.
local here = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2))
package.path = here .. '/?.lua;' .. package.path

local editor = require('editor')
local Workspace = require('workspace')

local ALL_SUBJECTS = {
  'release',
  'trust',
  'quick_fixes',
  'fix_all',
  'features',
  'benches',
  'unsaved_manifest',
  'encodings',
  'line_endings',
  'other_programs',
  'shutdown',
}

local counts = { passed = 0, failed = 0 }

local function print_line(line)
  io.stdout:write(line, '\n')
  io.stdout:flush()
end

local function run(name, body, root)
  local started = vim.uv.hrtime()
  local succeeded, failure = xpcall(function()
    editor.reset()
    body(Workspace.copy(vim.env.SAMPLE, root))
  end, debug.traceback)
  local seconds = ('%.1f s'):format((vim.uv.hrtime() - started) / 1e9)
  if succeeded then
    counts.passed = counts.passed + 1
    print_line(('ok      %s (%s)'):format(name, seconds))
  else
    counts.failed = counts.failed + 1
    print_line(('FAILED  %s (%s)\n%s'):format(name, seconds, failure))
  end
end

vim.lsp.enable('greenlight')
local subjects = vim.split(vim.env.SUBJECTS or '', ' ', { trimempty = true })
for _, subject in ipairs(#subjects > 0 and subjects or ALL_SUBJECTS) do
  for index, step in ipairs(require('steps.' .. subject)) do
    run(subject:gsub('_', ' ') .. ': ' .. step[1], step[2], ('%s/%s-%d'):format(vim.env.WORKSPACES, subject, index))
  end
end
print_line(('%d passed, %d failed'):format(counts.passed, counts.failed))

if counts.failed > 0 or counts.passed == 0 then
  vim.cmd('cquit 1')
end
vim.cmd('qall!')
