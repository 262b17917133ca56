//! The report as a page: one file with everything in it, which asks the network for nothing, needs no script, and is well-formed XML as
//! well. What it shows is made beside, a file for each part.

mod article;
mod changes;
mod contents;
mod group;
mod parts;
mod promises;
mod remainder;
mod top;

use base64::prelude::{BASE64_STANDARD, Engine};
use greenlight_text::{Markup, markup};
use sha2::{Digest, Sha256};

use self::group::Groups;
use super::Reported;
use super::summary::Summary;

const STYLE: &str = include_str!("html/style.css");

/// The page about all workspaces that were asked for.
pub(super) fn page(reported: &[Reported]) -> Markup {
    let names: Vec<String> = reported.iter().map(Reported::name).collect();
    let title = format!("Benchmarks of {}", names.join(", "));
    let mut page = markup!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\"/>\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"generator\" content=\"greenlight {}\"/>\n\
         <title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n",
        policy(),
        env!("CARGO_PKG_VERSION"),
        title,
        Markup::literal(STYLE)
    );
    for (number, reported) in reported.iter().enumerate() {
        of_workspace(&mut page, number, reported);
    }
    page.push_literal("</main>\n</body>\n</html>\n");
    page
}

/// What a browser may do with the page: apply its one style sheet, and nothing else, whatever a mistake of ours lets in.
fn policy() -> Markup {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    markup!("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", hash)
}

fn of_workspace(page: &mut Markup, number: usize, reported: &Reported) {
    let report = &reported.report;
    let summary = Summary::of(report);
    let groups = Groups::of(number, report);
    page.push(&markup!("<div class=\"report\" id=\"w{}\">\n", number));
    top::head(page, reported, &summary);
    groups.contents(page, reported, &summary);
    changes::section(page, report, &groups);
    promises::section(page, report, &groups);
    groups.sections(page, reported, &summary);
    remainder::sections(page, reported, &groups);
    top::foot(page, report);
    page.push_literal("</div>\n");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use roxmltree::{Document, Node, ParsingOptions};

    use super::super::sample::{HARD, reported, reported_of};
    use super::*;

    fn parsed(page: &str) -> Document<'_> {
        let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
        Document::parse_with_options(page, options).unwrap()
    }

    fn texts<'a>(document: &'a Document<'_>, name: &'a str) -> impl Iterator<Item = String> {
        let elements = document.descendants().filter(move |node| node.has_tag_name(name));
        elements.map(|node| node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect())
    }

    #[test]
    fn the_page_is_well_formed_and_stands_alone() {
        let (_folder, reported) = reported();
        let page = page(&[reported]);
        let document = parsed(&page);
        let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len(), "each anchor once");
        for node in document.descendants().filter(Node::is_element) {
            for attribute in node.attributes() {
                match attribute.name() {
                    "href" => assert!(distinct.contains(attribute.value().trim_start_matches('#')), "{attribute:?}"),
                    name => assert!(!["src", "srcset", "action", "style", "data"].contains(&name), "{attribute:?}"),
                }
                assert!(!attribute.name().starts_with("on"), "{attribute:?}");
            }
            assert!(!["script", "link", "img", "iframe", "object", "image", "use"].contains(&node.tag_name().name()));
        }
        for elsewhere in ["://", "url(", "@import", "NaN"] {
            assert!(!page.contains(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn a_browser_may_apply_the_style_sheet_and_nothing_else() {
        let (_folder, reported) = reported();
        let page = page(&[reported]);
        let document = parsed(&page);
        let sheets: Vec<&str> =
            document.descendants().filter(|node| node.has_tag_name("style")).filter_map(|node| node.text()).collect();
        let [sheet] = sheets[..] else { panic!("{} style sheets", sheets.len()) };
        let is_policy = |node: &Node<'_, '_>| node.attribute("http-equiv") == Some("Content-Security-Policy");
        let policy = document.descendants().find(is_policy).and_then(|node| node.attribute("content"));
        let hash = BASE64_STANDARD.encode(Sha256::digest(sheet));
        let expected = markup!("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", hash);
        assert_eq!(policy, Some(&*expected));
    }

    #[test]
    fn names_are_text_wherever_they_stand() {
        let (_folder, reported) = reported_of("<b>&\"'");
        let page = page(&[reported]);
        let document = parsed(&page);
        assert_eq!(texts(&document, "h1").next().as_deref(), Some("Benchmarks of <b>&\"'"));
        assert!(texts(&document, "h3").any(|heading| heading == HARD));
        assert!(texts(&document, "title").any(|title| title == format!("Distribution of {HARD}")));
        assert!(!page.contains("<script") && !page.contains("<x>"));
    }

    #[test]
    fn every_picture_says_what_it_shows() {
        let (_folder, reported) = reported();
        let page = page(&[reported]);
        let document = parsed(&page);
        let pictures = document.descendants().filter(|node| node.attribute("role") == Some("img"));
        let mut count = 0;
        for picture in pictures {
            let title = picture.first_element_child().filter(|child| child.has_tag_name("title"));
            assert!(title.and_then(|title| title.text()).is_some_and(|title| !title.is_empty()));
            count += 1;
        }
        // Six distributions and histories, three ridges, the changes and the promises.
        assert!(count > 15, "{count}");
        assert!(
            document
                .descendants()
                .filter(|node| node.has_tag_name("table"))
                .all(|table| { table.first_element_child().is_some_and(|caption| caption.has_tag_name("caption")) })
        );
    }

    #[test]
    fn the_same_files_make_the_same_page() {
        let (_folder, reported) = reported();
        let again = Reported {
            root: reported.root.clone(),
            report: reported.snapshot.bench_report(None, None),
            snapshot: reported.snapshot.clone(),
        };
        assert_eq!(page(&[reported]), page(&[again]));
    }

    #[test]
    fn parameters_stand_in_the_order_of_what_they_count() {
        let (_folder, reported) = reported();
        let page = page(&[reported]);
        let document = parsed(&page);
        let headings: Vec<String> = texts(&document, "h4").collect();
        assert_eq!(headings, ["9", "100", "1000"]);
    }

    #[test]
    fn the_summary_says_what_stands_below() {
        let (_folder, reported) = reported();
        let page = page(&[reported]);
        let document = parsed(&page);
        let tiles: Vec<String> =
            texts(&document, "dt").zip(texts(&document, "strong")).map(|(of, count)| of + " " + &count).collect();
        assert_eq!(
            tiles,
            [
                "▲ above 10 % 1",
                "△ above 5 % 0",
                "? inconclusive 1",
                "▼ improved 1",
                "· within the limits 2",
                "– not comparable 1",
                "✗ missed 2",
                "? borderline 0",
                "✓ met 1",
                "– open 1",
            ]
        );
    }
}
