-- Greenlight for Neovim 0.11: with this folder's parent on the runtimepath, `vim.lsp.enable('greenlight')` starts it.
-- Override anything with `vim.lsp.config('greenlight', { … })`.

---@type vim.lsp.Config
return {
  cmd = { 'greenlight', 'lsp' },
  filetypes = { 'rust', 'toml' },
  -- Where a workspace ends, the server finds out by itself; one server for each Cargo.lock is enough.
  root_markers = { 'Cargo.lock', 'Cargo.toml' },
  -- Without a manifest above, there is nothing to say about a file: not every TOML file is Rust's.
  workspace_required = true,
}
