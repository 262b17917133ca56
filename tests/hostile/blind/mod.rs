//! Hostile input by somebody who knew what the program reads, and had not seen how. Each kind of input has a file, and each
//! generator says what its attack hopes for.

mod benches;
mod folders;
mod imports;
mod macros;
mod manifests;
mod results;
mod targets;

use crate::shape::{Shape, times};
use crate::tree::Tree;

/// All of them, by kind of input.
pub(crate) const SHAPES: &[Shape] = &[
    shape("glob_ladder", 16_384, imports::glob_ladder),
    shape("glob_clique", 256, imports::glob_clique),
    shape("alias_ring", 16_384, imports::alias_ring),
    shape("path_of_selves", 1 << 20, imports::path_of_selves),
    shape("use_tree_staircase", 1 << 18, imports::use_tree_staircase),
    shape("modules_within_modules", 1 << 17, imports::modules_within_modules),
    shape("supers_product", 512, imports::supers_product),
    shape("path_attribute_ladder", 16_384, imports::path_attribute_ladder),
    shape("file_within_itself", 32_768, imports::file_within_itself),
    shape("include_ladder", 16_384, imports::include_ladder),
    shape("typing_errors_square", 16_384, imports::typing_errors_square),
    shape("giant_names", 1 << 20, imports::giant_names),
    shape("findings_on_one_line", 1 << 18, imports::findings_on_one_line),
    shape("renames_square", 32_768, imports::renames_square),
    shape("same_name_everywhere", 32_768, imports::same_name_everywhere),
    shape("variants_product", 32_768, imports::variants_product),
    shape("cfg_not_tower", 1 << 19, imports::cfg_not_tower),
    shape("cfg_attr_tower", 1 << 17, imports::cfg_attr_tower),
    shape("cfg_product_of_ancestors", 16_384, imports::cfg_product_of_ancestors),
    shape("cfg_glob_ladder", 8192, imports::cfg_glob_ladder),
    shape("cfg_pigeons", 16_384, imports::cfg_pigeons),
    shape("cfg_alternatives_square", 16_384, imports::cfg_alternatives_square),
    shape("macro_laughs", 32_768, macros::macro_laughs),
    shape("macro_doubles_its_tokens", 1 << 20, macros::macro_doubles_its_tokens),
    shape("macro_muncher", 1 << 18, macros::macro_muncher),
    shape("macro_empty_repetitions", 1 << 18, macros::macro_empty_repetitions),
    shape("macro_rules_square", 32_768, macros::macro_rules_square),
    shape("macro_product", 1 << 18, macros::macro_product),
    shape("groups_in_macros", 1 << 19, macros::groups_in_macros),
    shape("braces_never_closed", 32_768, macros::braces_never_closed),
    shape("comment_tower", 1 << 18, macros::comment_tower),
    shape("literals_never_closed", 32_768, macros::literals_never_closed),
    shape("functions_in_functions", 1 << 17, macros::functions_in_functions),
    shape("generics_tower", 1 << 17, macros::generics_tower),
    shape("attributes_in_a_row", 32_768, macros::attributes_in_a_row),
    shape("allow_comments_product", 1 << 16, macros::allow_comments_product),
    shape("odd_characters", 32_768, macros::odd_characters),
    shape("odd_encodings", 16_384, macros::odd_encodings),
    shape("id_laughs", 1 << 16, benches::id_laughs),
    shape("id_padding", 1 << 20, benches::id_padding),
    shape("id_placeholders_product", 1 << 19, benches::id_placeholders_product),
    shape("loops_in_loops", 1 << 20, benches::loops_in_loops),
    shape("loops_without_end", 4096, benches::loops_without_end),
    shape("arrays_laugh", 32_768, benches::arrays_laugh),
    shape("functions_laugh", 1 << 16, benches::functions_laugh),
    shape("functions_in_a_ring", 16_384, benches::functions_in_a_ring),
    shape("constants_in_a_ring", 32_768, benches::constants_in_a_ring),
    shape("either_or", 32_768, benches::either_or),
    shape("numbers_beyond", 1 << 19, benches::numbers_beyond),
    shape("same_id_square", 1 << 16, benches::same_id_square),
    shape("groups_product", 1024, benches::groups_product),
    shape("ids_product", 1 << 16, benches::ids_product),
    shape("iterators_product", 1 << 18, benches::iterators_product),
    shape("changed_in_place", 16_384, benches::changed_in_place),
    shape("bench_macros_laugh", 32_768, benches::bench_macros_laugh),
    shape("sum_chain", 1 << 20, benches::sum_chain),
    shape("call_chain", 1 << 19, benches::call_chain),
    shape("else_if_chain", 1 << 17, benches::else_if_chain),
    shape("unary_tower", 1 << 19, benches::unary_tower),
    shape("closure_tower", 1 << 17, benches::closure_tower),
    shape("assignment_chain", 1 << 18, benches::assignment_chain),
    shape("bracket_tower", 1 << 19, benches::bracket_tower),
    shape("type_tower", 1 << 17, benches::type_tower),
    shape("pattern_tower", 1 << 18, benches::pattern_tower),
    shape("bench_within_itself", 16_384, benches::bench_within_itself),
    shape("feature_ladder", 32_768, manifests::feature_ladder),
    shape("feature_clique", 512, manifests::feature_clique),
    shape("feature_typing_errors", 16_384, manifests::feature_typing_errors),
    shape("dependency_typing_errors", 8192, manifests::dependency_typing_errors),
    shape("package_ring", 8192, manifests::package_ring),
    shape("package_clique", 128, manifests::package_clique),
    shape("members_down_and_up", 1 << 18, manifests::members_down_and_up),
    shape("members_of_many_stars", 1 << 18, manifests::members_of_many_stars),
    shape("members_of_many_alternatives", 1 << 16, manifests::members_of_many_alternatives),
    shape("members_square", 1 << 16, manifests::members_square),
    shape("workspace_ring", 8192, manifests::workspace_ring),
    shape("dotted_keys_tower", 1 << 16, manifests::dotted_keys_tower),
    shape("toml_brackets_tower", 1 << 16, manifests::toml_brackets_tower),
    shape("toml_repetitions", 16_384, manifests::toml_repetitions),
    shape("targets_of_one_file", 32_768, manifests::targets_of_one_file),
    shape("locked_versions_square", 16_384, manifests::locked_versions_square),
    shape("locked_clique", 512, manifests::locked_clique),
    shape("versions_beyond", 1 << 16, manifests::versions_beyond),
    shape("target_cfg_tower", 1 << 17, manifests::target_cfg_tower),
    shape("config_rings", 16_384, manifests::config_rings),
    shape("config_cfgs_square", 16_384, manifests::config_cfgs_square),
    shape("patch_ring", 8192, manifests::patch_ring),
    shape("toolchain_of_ones_own", 16_384, manifests::toolchain_of_ones_own),
    shape("paths_up_and_away", 1 << 17, manifests::paths_up_and_away),
    shape("patterns_of_many_stars", 1 << 16, targets::patterns_of_many_stars),
    shape("targets_square", 4096, targets::targets_square),
    shape("unknown_keys", 32_768, targets::unknown_keys),
    shape("limits_beyond", 1 << 17, targets::limits_beyond),
    shape("documents_again_and_again", 16_384, targets::documents_again_and_again),
    shape("promises_square", 32_768, targets::promises_square),
    shape("table_product", 1 << 16, targets::table_product),
    shape("quote_tower", 1 << 18, targets::quote_tower),
    shape("markup_never_closed", 32_768, targets::markup_never_closed),
    shape("link_definitions", 32_768, targets::link_definitions),
    shape("headings_above", 32_768, targets::headings_above),
    shape("promises_beyond", 1 << 19, targets::promises_beyond),
    shape("json_tower", 32_768, results::json_tower),
    shape("baselines_square", 64, results::baselines_square),
    shape("same_result_square", 4096, results::same_result_square),
    shape("wild_ids", 16_384, results::wild_ids),
    shape("cut_names_square", 2048, results::cut_names_square),
    shape("numbers_of_no_size", 8192, results::numbers_of_no_size),
    shape("endless_sample", 1 << 18, results::endless_sample),
    shape("parameters_without_order", 4096, results::parameters_without_order),
    shape("raw_numbers", 16_384, results::raw_numbers),
    shape("giant_ids", 32_768, results::giant_ids),
    shape("folders_in_circles", 4096, results::folders_in_circles),
    shape("links_to_their_own_folder", 2048, folders::links_to_their_own_folder),
    shape("links_to_the_root", 2048, folders::links_to_the_root),
    shape("pipes", 4096, folders::pipes),
    shape("devices", 2048, folders::devices),
    shape("link_chain", 8192, folders::link_chain),
    shape("deep_folders", 1024, folders::deep_folders),
    shape("targets_by_thousands", 8192, folders::targets_by_thousands),
    shape("ignored_square", 8192, folders::ignored_square),
    shape("odd_names", 2048, folders::odd_names),
    shape("folders_for_files", 2048, folders::folders_for_files),
    shape("broken_repository", 1 << 16, folders::broken_repository),
];

const fn shape(name: &'static str, largest: u32, make: fn(u32, &mut Tree)) -> Shape {
    Shape { name, largest, make }
}

/// `core` in `depth` layers of `open` and `close`.
fn tower(open: &str, core: &str, close: &str, depth: u32) -> String {
    format!("{}{core}{}", times(open, depth), times(close, depth))
}

/// The library of the package `hostile`.
fn library(tree: &mut Tree, text: &str) {
    tree.file("hostile/src/lib.rs", text);
}

/// The manifest of the package `hostile`, with these lines below `[features]`.
fn features(tree: &mut Tree, lines: &str) {
    tree.file("hostile/Cargo.toml", format!("[package]\nname = \"hostile\"\nedition = \"2021\"\n[features]\n{lines}"));
}

/// A whole result of Criterion's: of the benchmark `id`, in this folder, as this baseline, with this time.
fn result(tree: &mut Tree, folder: &str, id: &str, baseline: &str, time: f64) {
    let folder = format!("target/criterion/{folder}/{baseline}");
    let ids = format!("\"group_id\":\"{id}\",\"full_id\":\"{id}\",\"directory_name\":\"{id}\",\"title\":\"{id}\"");
    let rest = "\"function_id\":null,\"value_str\":null,\"throughput\":null";
    tree.file(&format!("{folder}/benchmark.json"), format!("{{{ids},{rest}}}"));
    let interval = format!("{{\"confidence_level\":0.95,\"lower_bound\":{time:e},\"upper_bound\":{time:e}}}");
    let estimate = format!("{{\"confidence_interval\":{interval},\"point_estimate\":{time:e},\"standard_error\":0.1}}");
    let estimates =
        ["mean", "median", "median_abs_dev", "std_dev"].map(|name| format!("\"{name}\":{estimate}")).join(",");
    tree.file(&format!("{folder}/estimates.json"), format!("{{{estimates},\"slope\":null}}"));
}
