--- No server outlives its Neovim. These are Neovims of their own, which this one controls.
local expect = require('expect')
local findings = require('findings')

--- How long a server may stay, in milliseconds.
local PATIENCE = 2000

--- Whether the process `pid` runs; one that has ended may stay in the list of processes until somebody asks for it.
local function is_running(pid)
  local list = assert(io.popen(('ps -o stat= -p %d'):format(pid)))
  local state = vim.trim(list:read('*a'))
  list:close()
  return state ~= '' and not vim.startswith(state, 'Z')
end

--- Starts a Neovim with a server that has diagnosed `path`; returns its channel and the ids of both processes.
local function start(path)
  local command = { vim.v.progpath, '--embed', '--headless', '--clean', '-n' }
  vim.list_extend(command, { '--cmd', 'set runtimepath+=' .. vim.fn.fnameescape(vim.env.CONFIGURATION) })
  local channel = vim.fn.jobstart(command, { rpc = true })
  local function request(...)
    return vim.rpcrequest(channel, ...)
  end
  request('nvim_exec_lua', 'vim.lsp.enable("greenlight"); vim.cmd.edit(...)', { vim.fn.fnameescape(path) })
  expect.soon('diagnostics', function()
    return request('nvim_exec_lua', 'return #vim.diagnostic.get(0)', {})
  end, 1 + #findings.UNDECLARED)
  local neovim = vim.fn.jobpid(channel)
  local children = request('nvim_get_proc_children', neovim)
  expect.equal('processes that Neovim has started', #children, 1)
  expect.equal('whether the server runs', is_running(children[1]), true)
  return channel, neovim, children[1]
end

local function step(how, stop)
  return {
    'the server is gone within 2 s ' .. how,
    function(workspace)
      local channel, neovim, server = start(workspace:path(findings.P2P))
      stop(channel, neovim)
      expect.soon('whether the server runs', function()
        return is_running(server)
      end, false, PATIENCE)
      expect.equal('whether Neovim runs', vim.fn.jobwait({ channel }, PATIENCE)[1] == -1, false)
    end,
  }
end

return {
  step('after :qall', function(channel)
    vim.rpcnotify(channel, 'nvim_command', 'qall!')
  end),
  step('after SIGKILL of Neovim', function(_, neovim)
    assert(vim.uv.kill(neovim, 'sigkill'))
  end),
}
