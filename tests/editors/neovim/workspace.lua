--- A copy of the sample workspace for one step alone, as other programs see it: the files on disk.
---@class Workspace
---@field root string
local Workspace = {}
Workspace.__index = Workspace

local uv = vim.uv

local function copy_folder(from, to)
  assert(vim.fn.mkdir(to, 'p') == 1, to)
  for name, kind in vim.fs.dir(from) do
    local source, target = vim.fs.joinpath(from, name), vim.fs.joinpath(to, name)
    if kind == 'directory' then
      copy_folder(source, target)
    else
      assert(uv.fs_copyfile(source, target))
    end
  end
end

--- Copies what is below `sample` to the new folder `root`.
function Workspace.copy(sample, root)
  copy_folder(sample, root)
  return setmetatable({ root = root }, Workspace)
end

function Workspace:path(file)
  return vim.fs.joinpath(self.root, file)
end

--- The bytes of `file`.
function Workspace:read(file)
  local handle = assert(io.open(self:path(file), 'rb'))
  local text = handle:read('*a')
  handle:close()
  return text
end

--- Writes `file` in place.
function Workspace:write(file, text)
  local handle = assert(io.open(self:path(file), 'wb'))
  assert(handle:write(text))
  assert(handle:close())
end

--- Writes another file and gives it the name of `file`, as many programs save.
function Workspace:replace(file, text)
  self:write(file .. '.new', text)
  assert(uv.fs_rename(self:path(file .. '.new'), self:path(file)))
end

--- The lines of `file`, as a buffer has them.
function Workspace:lines(file)
  return vim.split((self:read(file):gsub('\r\n', '\n'):gsub('\n$', '')), '\n')
end

return Workspace
