//! A Markdown document as the few kinds of blocks in which targets are written: headings, paragraphs, list items and tables, each
//! with its text freed of marks. Every byte of such a text knows where in the document it comes from.

use std::ops;

use greenlight_files::Span;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Text without emphasis, code marks and links.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    pub(super) plain: String,
    /// Of each byte of it: where it stands in the document; what was written otherwise (`&lt;`) stands there as a whole.
    origin: Vec<Span>,
    /// The end of what it was made of, marks included.
    end: u32,
    /// What stood in code marks.
    pub(super) code: Vec<String>,
}

#[derive(Debug)]
pub(super) enum Block {
    Heading(HeadingLevel, Text),
    Paragraph(Text),
    Item(Item),
    Table(Table),
}

/// An item of a list, of which the first paragraph is the text.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) text: Text,
    /// From its mark to the end of its own text.
    pub(super) span: Span,
    /// The item that its list stands in, by the number of its block.
    pub(super) parent: Option<usize>,
    /// The paragraph directly before its list, or the item around it.
    pub(super) introduced_by: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) header: Vec<Text>,
    pub(super) rows: Vec<Row>,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) cells: Vec<Text>,
    pub(super) span: Span,
}

impl Text {
    /// Where a part of the plain text stands in the document.
    pub(super) fn span(&self, part: ops::Range<usize>) -> Span {
        let bytes = self.origin.get(part).unwrap_or_default();
        let whole = bytes.first().zip(bytes.last()).map(|(first, last)| Span::new(first.start, last.end));
        whole.unwrap_or(Span::new(self.end, self.end))
    }

    fn push(&mut self, text: &str, document: &str, range: &ops::Range<usize>) {
        let source = document.get(range.clone()).unwrap_or_default();
        // Code has its marks around it.
        let found = source.find(text).map(|offset| range.start + offset);
        for at in 0..text.len() {
            self.origin.push(match found {
                Some(start) => Span::new((start + at) as u32, (start + at + 1) as u32),
                None => Span::new(range.start as u32, range.end as u32),
            });
        }
        self.plain.push_str(text);
        self.end = self.end.max(range.end as u32);
    }
}

/// What the reader of events has open.
#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    text: Text,
    /// The items around, by their blocks.
    items: Vec<usize>,
    /// For each list around, what stands directly before it.
    lists: Vec<Option<usize>>,
    /// The block that ended last, as long as nothing else has begun.
    before: Option<usize>,
    table: Option<Table>,
    cells: Vec<Text>,
    /// How many of the things around are never read: code blocks, HTML, images, what is struck through, front matter.
    hidden: usize,
}

/// Reads a document.
pub(super) fn read_blocks(document: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut reader = Reader::default();
    for (event, range) in Parser::new_ext(document, options).into_offset_iter() {
        reader.read(&event, &range, document);
    }
    reader.blocks
}

impl Reader {
    fn read(&mut self, event: &Event<'_>, range: &ops::Range<usize>, document: &str) {
        match event {
            Event::Start(tag) => self.start(tag, range, document),
            Event::End(tag) => self.end(*tag, range, document),
            _ if self.hidden > 0 => {}
            Event::Text(text) => self.text.push(text, document, range),
            Event::Code(text) => {
                self.text.push(text, document, range);
                self.text.code.push(text.to_string());
            }
            Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_) => self.text.push(" ", document, range),
            Event::Rule | Event::Html(_) => self.before = None,
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &ops::Range<usize>, document: &str) {
        match tag {
            Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                self.close_item_text();
                self.hidden += 1;
                self.before = None;
            }
            Tag::Image { .. } | Tag::Strikethrough => self.hidden += 1,
            Tag::Heading { .. } => {
                self.close_item_text();
                self.text = Text::default();
            }
            // A list item that begins with `>95%` is a quotation to Markdown.
            Tag::BlockQuote(_) if self.at_start_of_item() => {
                self.text.push(">", document, &(range.start..range.start + 1));
            }
            Tag::Paragraph if self.at_start_of_item() => {}
            Tag::Paragraph => {
                self.close_item_text();
                self.text = Text::default();
            }
            Tag::List(_) => {
                self.close_item_text();
                self.lists.push(self.before.or(self.items.last().copied()));
            }
            Tag::Item => {
                let span = Span::new(range.start as u32, range.start as u32);
                let introduced_by = self.lists.last().copied().flatten();
                let parent = self.items.last().copied();
                self.items.push(self.blocks.len());
                self.blocks.push(Block::Item(Item { text: Text::default(), span, parent, introduced_by }));
                self.text = Text::default();
                self.before = None;
            }
            Tag::Table(_) => {
                self.close_item_text();
                self.table = Some(Table::default());
            }
            Tag::TableCell => self.text = Text::default(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &ops::Range<usize>, document: &str) {
        match tag {
            TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::MetadataBlock(_)
            | TagEnd::Image
            | TagEnd::Strikethrough => self.hidden = self.hidden.saturating_sub(1),
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.text);
                self.push(Block::Heading(level, text));
            }
            TagEnd::Paragraph if self.at_start_of_item_or_within() => self.close_item_text(),
            TagEnd::Paragraph => {
                let text = std::mem::take(&mut self.text);
                self.push(Block::Paragraph(text));
                self.before = Some(self.blocks.len() - 1);
            }
            TagEnd::Item => {
                self.close_item_text();
                self.items.pop();
                self.before = None;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.before = None;
            }
            TagEnd::TableCell => self.cells.push(std::mem::take(&mut self.text)),
            TagEnd::TableHead => {
                let header = std::mem::take(&mut self.cells);
                if let Some(table) = &mut self.table {
                    table.header = header;
                }
            }
            TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells);
                let row = document.get(range.clone()).unwrap_or_default().trim_end();
                let span = Span::new(range.start as u32, (range.start + row.len()) as u32);
                if let Some(table) = &mut self.table {
                    table.rows.push(Row { cells, span });
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.push(Block::Table(table));
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link => self.text.end = self.text.end.max(range.end as u32),
            _ => {}
        }
    }

    fn push(&mut self, block: Block) {
        self.blocks.push(block);
        self.before = None;
    }

    fn item_without_text(&mut self) -> Option<&mut Item> {
        match self.blocks.get_mut(*self.items.last()?) {
            Some(Block::Item(item)) if item.text.plain.is_empty() => Some(item),
            _ => None,
        }
    }

    fn at_start_of_item(&mut self) -> bool {
        matches!(self.text.plain.as_str(), "" | ">") && self.at_start_of_item_or_within()
    }

    fn at_start_of_item_or_within(&mut self) -> bool {
        let is_last = self.items.last().is_some_and(|&item| item + 1 == self.blocks.len());
        is_last && self.item_without_text().is_some()
    }

    /// What was collected is the text of the item around, if that has none yet.
    fn close_item_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        if let Some(item) = self.item_without_text() {
            item.span.end = item.span.start.max(text.end);
            item.text = text;
        }
    }
}
