//! One delimiter too few is felt in the item that it is missing from, and nowhere else.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use greenlight_files::Span;
use greenlight_syntax::{Health, NameTable, scan};
use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;

use crate::corpus;
use crate::scanned::View;

/// Where a file's items and delimiters stand, in bytes.
struct Layout {
    /// Attributes included; outermost items only.
    items: Vec<Span>,
    delimiters: Vec<u32>,
}

/// The layout of a file that is indented as rustfmt does it, or `None`.
fn layout(text: &str) -> Option<Layout> {
    let layout = syn::parse_file(text).ok().filter(|file| file.shebang.is_none()).and_then(|file| {
        let span_of = |span: proc_macro2::Span| {
            let range = span.byte_range();
            Span::new(range.start as u32, range.end as u32)
        };
        let items: Vec<Span> = file.items.iter().map(|item| span_of(item.span())).collect();
        let begins_line = |item: &Span| item.start == 0 || text.as_bytes().get(item.start as usize - 1) == Some(&b'\n');
        let stream: TokenStream = text.parse().ok()?;
        let mut delimiters = Vec::new();
        collect(stream, &mut |open, close| {
            let (open, close) = (span_of(open).start, span_of(close).start);
            // A doc comment is a group too, of delimiters that the text does not have.
            if matches!(text.as_bytes()[open as usize], b'(' | b'[' | b'{') {
                delimiters.extend([open, close]);
            }
        });
        delimiters.sort_unstable();
        (items.iter().all(begins_line) && is_indented(text, &items)).then_some(Layout { items, delimiters })
    });
    proc_macro2::extra::invalidate_current_thread_spans();
    layout
}

/// Whether no line within an item begins left of all indentation, but for its last, and for delimiters and `where`.
fn is_indented(text: &str, items: &[Span]) -> bool {
    items.iter().all(|item| {
        text[item.range()].lines().skip(1).all(|line| {
            line.is_empty()
                || line.starts_with([' ', '\t', '}', ')', ']', '{', '/', '#'])
                || ["where", "pub ", "fn ", "struct ", "enum ", "impl", "unsafe ", "mod ", "use ", "const ", "trait "]
                    .iter()
                    .any(|head| line.starts_with(head))
        })
    })
}

fn collect(stream: TokenStream, found: &mut dyn FnMut(proc_macro2::Span, proc_macro2::Span)) {
    for token in stream {
        if let TokenTree::Group(group) = token {
            found(group.span_open(), group.span_close());
            collect(group.stream(), found);
        }
    }
}

/// The imports outside of a stretch, by what they say, and outside of all damage.
fn imports(text: &str, outside: Span) -> (Vec<String>, Health) {
    let mut names = NameTable::new();
    let facts = scan(text, &mut names);
    let view = View { text, names: &names, facts: &facts };
    let outline = &facts.outline;
    let records = outline
        .imports
        .iter()
        .zip(&facts.spans.imports)
        .filter(|(_, places)| !(outside.start <= places.leaf.start && places.leaf.start < outside.end))
        .map(|(import, places)| {
            let damaged = facts.spans.damage.iter().any(|damage| damage.contains(places.leaf));
            let path: Vec<&str> = outline.path(import.path).iter().map(|&segment| names.text(segment)).collect();
            // Blocks are known by where they stand, which a deletion before them moves.
            let context = view.context(import.scope, import.condition);
            let context = context.split_once("] ").map_or("", |(modules, _)| modules).to_owned()
                + context.find('{').map_or("", |at| &context[at..]);
            // So are offsets.
            let leaf = view.leaf(import, places);
            let leaf = leaf.split_once('@').map_or(leaf.as_str(), |(name, _)| name);
            format!("{context} {}{leaf} damaged={damaged}", path.join("::"))
        })
        .collect();
    (records, outline.health)
}

#[test]
fn a_missing_delimiter_changes_no_import_outside_its_item() {
    let deletions = AtomicUsize::new(0);
    let leaks = Mutex::new(Vec::new());
    corpus::for_each_file(|path, text| {
        // The largest files are generated, and one is like another.
        if text.len() > 60_000 || !text.contains("use ") {
            return;
        }
        let Some(layout) = layout(text) else { return };
        // A fixed choice that differs from file to file.
        let mut state = text.len() as u64 | 1;
        for _ in 0..layout.delimiters.len().min(3) {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = layout.delimiters[(state >> 33) as usize % layout.delimiters.len()];
            let Some(&item) = layout.items.iter().find(|item| item.start <= at && at < item.end) else { continue };
            let mut broken = text.to_owned();
            broken.remove(at as usize);
            let (expected, _) = imports(text, item);
            let (actual, health) = imports(&broken, Span::new(item.start, item.end - 1));
            deletions.fetch_add(1, Ordering::Relaxed);
            if expected != actual || health == Health::Whole {
                let line = text[..at as usize].matches('\n').count() + 1;
                leaks.lock().unwrap().push(format!("{}:{line} {health:?}", path.display()));
            }
        }
    });
    let leaks = leaks.into_inner().unwrap();
    let deletions = deletions.into_inner();
    assert!(leaks.is_empty(), "{} of {deletions} deletions leak:\n{}", leaks.len(), leaks.join("\n"));
    assert!(deletions >= 5000, "only {deletions} delimiters were deleted");
}
