//! YAML 1.2 with positions, from the events of saphyr-parser.
//!
//! Aliases share the node of their anchor; what they would expand to is counted. Tags, complex keys and a second document are refused.

use super::flow_indent::{Moved, is_mendable};
use super::{Entry, Kind, NodeId, Tree, scalar};
use crate::model::{FileId, Place};
use crate::{codes, limits::Limits, report::Report};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};
use std::collections::HashMap;

/// A list or map that is not closed yet.
struct Frame {
    place: Place,
    anchor: usize,
    content: Content,
    /// Nodes below, aliases expanded.
    size: usize,
    /// Levels below, aliases expanded.
    height: usize,
}

enum Content {
    List(Vec<NodeId>),
    Map { entries: Vec<Entry>, key: Option<Key>, merges: Vec<(NodeId, Place)> },
}

struct Key {
    text: Box<str>,
    place: Place,
    merge: bool,
}

/// A finished node that an alias may name.
#[derive(Clone, Copy)]
struct Done {
    id: NodeId,
    size: usize,
    height: usize,
}

struct Stop(&'static codes::Code, Place, String, &'static str);

struct Builder<'a> {
    tree: &'a mut Tree,
    report: &'a mut Report,
    limits: &'a Limits,
    file: FileId,
    moved: Option<&'a Moved>,
    stack: Vec<Frame>,
    anchors: HashMap<usize, Done>,
    root: Option<NodeId>,
    documents: usize,
}

/// Reads one document; `None` after a fault that stopped it, which is in the report.
pub(super) fn read(tree: &mut Tree, text: &str, file: FileId, limits: &Limits, report: &mut Report) -> Option<NodeId> {
    if let Some(place) = control_character(text, file) {
        report.add(
            &codes::YAML_SYNTAX,
            place,
            "a control character, which YAML does not allow",
            "remove it, or write it as an escape in double quotes",
        );
        return None;
    }
    let before = (tree.nodes.len(), tree.expanded);
    let mut moved: Option<Moved> = None;
    loop {
        let shifted = moved.as_ref().map(Moved::moved);
        let error = match attempt(tree, shifted.as_deref().unwrap_or(text), moved.as_ref(), file, limits, report) {
            Ok(root) => {
                if let Some(moved) = &moved {
                    let place = Place { file, line: line_number(moved.first), column: 1 };
                    let help = "indent it further than the key it belongs to";
                    report.add(&codes::YAML_FLOW_INDENT, place, "a bracket or quoted text goes on too far left", help);
                }
                return root;
            }
            Err(error) => error,
        };
        tree.nodes.truncate(before.0);
        tree.expanded = before.1;
        let can_go_on = is_mendable(&error)
            && match &mut moved {
                Some(moved) => moved.line_of(&error),
                None => {
                    let first = moved.insert(Moved::closing_brackets(text, error.marker().line()));
                    !first.added.is_empty() || first.line_of(&error)
                }
            };
        if !can_go_on {
            let place = Place { file, line: line_number(error.marker().line()), column: line_number(error.marker().col() + 1) };
            if error.info().contains("recursion limit") {
                report.add(&codes::TOO_DEEP, place, "brackets are nested too deep", "flatten the document");
                return None;
            }
            let message = format!("this is not YAML: {}", error.info());
            report.add(&codes::YAML_SYNTAX, place, message, "check indentation, quotes and brackets above this place");
            return None;
        }
    }
}

/// Reads the text once; `Err` is the parser's, all other faults are in the report.
fn attempt(
    tree: &mut Tree,
    text: &str,
    moved: Option<&Moved>,
    file: FileId,
    limits: &Limits,
    report: &mut Report,
) -> Result<Option<NodeId>, ScanError> {
    let mut builder = Builder { tree, report, limits, file, moved, stack: Vec::new(), anchors: HashMap::new(), root: None, documents: 0 };
    for event in Parser::new_from_str(text) {
        let (event, span) = event?;
        let place = builder.place(span.start);
        if let Err(Stop(code, place, message, help)) = builder.event(event, place) {
            report.add(code, place, message, help);
            return Ok(None);
        }
    }
    if builder.root.is_none() {
        let place = Place { file, line: 1, column: 1 };
        report.add(&codes::YAML_SYNTAX, place, "the file holds no document", "write the document, or remove the file");
        return Ok(None);
    }
    Ok(builder.root)
}

fn line_number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn control_character(text: &str, file: FileId) -> Option<Place> {
    let at = text.bytes().position(|byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'))?;
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    let column = before[line_start..].chars().count() + 1;
    Some(Place { file, line: u32::try_from(line).unwrap_or(u32::MAX), column: u32::try_from(column).unwrap_or(u32::MAX) })
}

impl Builder<'_> {
    fn place(&self, marker: Marker) -> Place {
        let added = self.moved.and_then(|moved| moved.added.get(&marker.line())).copied().unwrap_or(0);
        Place { file: self.file, line: line_number(marker.line()), column: line_number((marker.col() + 1).saturating_sub(added).max(1)) }
    }

    fn event(&mut self, event: Event<'_>, place: Place) -> Result<(), Stop> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Stop(
                        &codes::YAML_SYNTAX,
                        place,
                        "a second document begins here".into(),
                        "a file holds one document; remove the `---`",
                    ));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                refuse_tag(tag.is_some(), place)?;
                self.scalar(&text, style, anchor, place)?;
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_tag(tag.is_some(), place)?;
                self.open(place, anchor, Content::List(Vec::new()))?;
            }
            Event::MappingStart(anchor, tag) => {
                refuse_tag(tag.is_some(), place)?;
                self.open(place, anchor, Content::Map { entries: Vec::new(), key: None, merges: Vec::new() })?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close()?,
            Event::Alias(anchor) => self.alias(anchor, place)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    /// A node is awaited as a key.
    fn awaits_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { content: Content::Map { key: None, .. }, .. }))
    }

    fn node(&mut self, place: Place, kind: Kind) -> Result<NodeId, Stop> {
        if self.tree.nodes.len() >= self.limits.nodes {
            let message = format!("more than {} values", self.limits.nodes);
            return Err(Stop(&codes::TOO_LARGE, place, message, "split the document, or raise the limit on nodes"));
        }
        Ok(self.tree.add(place, kind))
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, place: Place) -> Result<(), Stop> {
        let is_plain = style == ScalarStyle::Plain;
        if self.awaits_key() {
            if anchor != 0 {
                let id = self.node(place, Kind::Text(text.into()))?;
                self.anchors.insert(anchor, Done { id, size: 1, height: 0 });
            }
            return self.key(text, is_plain, place);
        }
        let mut kind = if is_plain { scalar::plain(text) } else { Kind::Text(text.into()) };
        if let Kind::Number(raw) = &kind
            && scalar::number(raw).is_none()
        {
            let message = format!("the number {} has no value in JSON", crate::text::short(raw));
            self.report.add(&codes::NUMBER_RANGE, place, message, "put it in quotes if it is a text");
            kind = Kind::Text(text.into());
        }
        let id = self.node(place, kind)?;
        self.finish(anchor, Done { id, size: 1, height: 0 }, place)
    }

    fn key(&mut self, text: &str, is_plain: bool, place: Place) -> Result<(), Stop> {
        if is_plain && text.is_empty() {
            return Err(Stop(&codes::YAML_SYNTAX, place, "a key is missing here".into(), "write `key: value`"));
        }
        if let Some(Frame { content: Content::Map { key, .. }, .. }) = self.stack.last_mut() {
            *key = Some(Key { text: text.into(), place, merge: is_plain && text == "<<" });
        }
        Ok(())
    }

    fn open(&mut self, place: Place, anchor: usize, content: Content) -> Result<(), Stop> {
        if self.awaits_key() {
            return Err(Stop(
                &codes::YAML_SYNTAX,
                place,
                "a list or map stands where a key is expected".into(),
                "a key is a text; put `{…}` templates in quotes",
            ));
        }
        self.stack.push(Frame { place, anchor, content, size: 1, height: 0 });
        self.check_depth(0, place)
    }

    fn check_depth(&self, below: usize, place: Place) -> Result<(), Stop> {
        if self.stack.len() + below > self.limits.depth {
            let message = format!("nested more than {} levels deep", self.limits.depth);
            return Err(Stop(&codes::TOO_DEEP, place, message, "flatten the document, or raise the limit on depth"));
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Stop> {
        let Some(Frame { place, anchor, content, size, height }) = self.stack.pop() else { return Ok(()) };
        let kind = match content {
            Content::List(items) => Kind::List(items),
            Content::Map { mut entries, merges, .. } => {
                super::take_last_of_duplicates(&mut entries, self.file, self.report);
                for (source, place) in merges {
                    self.merge(&mut entries, source, place)?;
                }
                Kind::Map(entries)
            }
        };
        let id = self.node(place, kind)?;
        self.finish(anchor, Done { id, size, height: height + 1 }, place)
    }

    /// `<<`: members of another map, or of a list of maps, that this one does not have.
    fn merge(&mut self, entries: &mut Vec<Entry>, source: NodeId, place: Place) -> Result<(), Stop> {
        let sources = match self.tree.kind(source) {
            Kind::Map(_) => vec![source],
            Kind::List(items) if items.iter().all(|&item| matches!(self.tree.kind(item), Kind::Map(_))) => items.clone(),
            other => {
                let message = format!("`<<` takes a map or a list of maps, not {}", other.describe());
                return Err(Stop(&codes::YAML_SYNTAX, place, message, "name a map by `<<: *anchor`"));
            }
        };
        for source in sources {
            let added: Vec<Entry> = self.tree.entries(source).to_vec();
            if !self.tree.expand(added.len(), self.limits) {
                return Err(self.bomb(place));
            }
            let own: std::collections::HashSet<Box<str>> = entries.iter().map(|entry| entry.key.clone()).collect();
            entries.extend(added.into_iter().filter(|entry| !own.contains(&entry.key)));
        }
        Ok(())
    }

    fn bomb(&self, place: Place) -> Stop {
        let message = format!("aliases stand for more than {} values", self.limits.alias_nodes);
        Stop(&codes::TOO_LARGE, place, message, "write `$ref` instead of nested aliases, or raise the limit on alias nodes")
    }

    fn alias(&mut self, anchor: usize, place: Place) -> Result<(), Stop> {
        let Some(&done) = self.anchors.get(&anchor) else {
            return Err(Stop(
                &codes::YAML_SYNTAX,
                place,
                "an alias within its own anchor".into(),
                "a value cannot hold itself; use `$ref`",
            ));
        };
        if self.awaits_key() {
            let text = self.tree.raw(done.id).map(Box::<str>::from);
            return match text {
                Some(text) => self.key(&text, false, place),
                None => Err(Stop(
                    &codes::YAML_SYNTAX,
                    place,
                    "an alias to a list or map stands where a key is expected".into(),
                    "a key is a text",
                )),
            };
        }
        if !self.tree.expand(done.size, self.limits) {
            return Err(self.bomb(place));
        }
        self.check_depth(done.height, place)?;
        self.finish(0, done, place)
    }

    /// Hands a finished node to what holds it.
    fn finish(&mut self, anchor: usize, done: Done, place: Place) -> Result<(), Stop> {
        if anchor != 0 {
            self.anchors.insert(anchor, done);
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(done.id);
            return Ok(());
        };
        frame.size = frame.size.saturating_add(done.size);
        frame.height = frame.height.max(done.height);
        match &mut frame.content {
            Content::List(items) => items.push(done.id),
            Content::Map { entries, key, merges } => match key.take() {
                Some(Key { merge: true, .. }) => merges.push((done.id, place)),
                Some(Key { text, place, .. }) => entries.push(Entry { key: text, line: place.line, column: place.column, value: done.id }),
                None => {}
            },
        }
        Ok(())
    }
}

fn refuse_tag(tagged: bool, place: Place) -> Result<(), Stop> {
    if tagged {
        return Err(Stop(&codes::YAML_TAG, place, "a YAML tag".into(), "remove the tag; put a value in quotes to make it a text"));
    }
    Ok(())
}
