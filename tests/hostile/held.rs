//! Shapes that do not hold at the usual sizes yet: under load they take longer than 30 seconds, as their time grows by the cube.
//! None aborts. Each line is a debt; `GREENLIGHT_HOSTILE=full` tries all shapes beyond what is usual.

/// A shape's name, and the largest size that is known to hold.
pub(crate) const HELD: &[(&str, u32)] = &[("glob_clique", 64), ("package_clique", 64)];
