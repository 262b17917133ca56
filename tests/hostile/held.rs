//! Shapes that do not hold at the usual sizes yet: they take longer than 30 seconds, as their time grows by the square or
//! more. None aborts. Each line is a debt; `GREENLIGHT_HOSTILE=full` tries all shapes beyond what is usual.

/// A shape's name, and the largest size that is known to hold.
pub(crate) const HELD: &[(&str, u32)] = &[
    ("every_module_globs_every_other", 32),
    ("folders_linked_into_each_other", 4),
    ("glob_clique", 16),
    ("package_clique", 32),
    ("wide_cfg", 32),
];
