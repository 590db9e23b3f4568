//! Content codings taken off (RFC 9110, 8.4), each step within a limit: what grows beyond it is never held in memory.
//!
//! The runner asks for no coding, and so has to take any (RFC 9110, 12.5.3).

use std::io::{BufRead, Read};

/// The largest window that a Zstandard content coding may ask for (RFC 9659, 3).
const ZSTD_WINDOW: u64 = 8 << 20;

/// Why content could not be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undecoded {
    /// It is larger than the limit.
    TooLarge(String),
    /// It is not in the coding that it says.
    Broken(String),
    /// The coding is not known here; nothing is said about the content.
    Unknown(String),
}

/// The most members of a gzip content (RFC 1952, 2.2), and frames of a zstd one: each costs much to begin, however little is in it.
const MEMBERS: usize = 1000;

/// The codings that a `Content-Encoding` field lists, in the order in which they were applied; `identity` is none.
pub fn codings(fields: &[&str]) -> Vec<String> {
    let all = fields.iter().flat_map(|field| field.split(',')).map(|coding| coding.trim().to_ascii_lowercase());
    all.filter(|coding| !coding.is_empty() && coding != "identity").collect()
}

/// Takes the codings off, the last applied first; no result, and no step on the way, is larger than `largest` bytes.
///
/// # Errors
/// Why nothing can be judged.
pub fn decode(content: Vec<u8>, codings: &[String], most: usize, largest: usize) -> Result<Vec<u8>, Undecoded> {
    if codings.len() > most {
        return Err(Undecoded::TooLarge(format!("{} content codings, one over the other; the limit is {most}", codings.len())));
    }
    let mut content = content;
    for coding in codings.iter().rev() {
        content = one(&content, coding, largest)?;
    }
    Ok(content)
}

fn one(content: &[u8], coding: &str, largest: usize) -> Result<Vec<u8>, Undecoded> {
    let broken = |why: String| Undecoded::Broken(format!("the content is not the {coding} that Content-Encoding says: {why}"));
    match coding {
        "gzip" | "x-gzip" => gzip(content, largest, coding),
        // RFC 9110, 8.4.1.2: zlib; some servers send the bare stream.
        "deflate" => match whole(flate2::bufread::ZlibDecoder::new(content), largest, coding) {
            Err(Undecoded::Broken(why)) if !begins_zlib(content) => whole(flate2::bufread::DeflateDecoder::new(content), largest, coding)
                .map_err(|error| match error {
                    Undecoded::Broken(_) => Undecoded::Broken(why),
                    other => other,
                }),
            done => done,
        },
        // A window beyond 16 MiB is no content coding (RFC 7932, 9.1).
        "br" if content.first().is_some_and(|byte| byte & 0x7f == 0x11) => Err(broken("a window that RFC 7932 does not have".into())),
        "br" => whole(brotli_decompressor::Decompressor::new(content, 4096), largest, coding),
        "zstd" => zstd(content, largest),
        other => Err(Undecoded::Unknown(format!("the content coding `{}` cannot be taken off", crate::report::text::escape(other)))),
    }
}

/// CMF and FLG of RFC 1950, 2.2.
fn begins_zlib(content: &[u8]) -> bool {
    matches!(content, [cmf, flg, ..] if cmf & 0x0f == 8 && (u16::from(*cmf) * 256 + u16::from(*flg)).is_multiple_of(31))
}

/// Reads to the end, or to the limit.
fn whole(reader: impl Read, largest: usize, coding: &str) -> Result<Vec<u8>, Undecoded> {
    let mut decoded = Vec::new();
    let room = u64::try_from(largest).unwrap_or(u64::MAX).saturating_add(1);
    let read = reader.take(room).read_to_end(&mut decoded);
    if decoded.len() > largest {
        return Err(too_large(largest, coding));
    }
    match read {
        Ok(_) => Ok(decoded),
        Err(error) => Err(Undecoded::Broken(format!("the content is not the {coding} that Content-Encoding says: {error}"))),
    }
}

fn too_large(largest: usize, coding: &str) -> Undecoded {
    Undecoded::TooLarge(format!("more than {largest} bytes of content, once its {coding} is taken off"))
}

/// Member after member.
fn gzip(content: &[u8], largest: usize, coding: &str) -> Result<Vec<u8>, Undecoded> {
    let mut rest = content;
    let mut decoded = Vec::new();
    for _ in 0..MEMBERS {
        decoded.extend(whole(flate2::bufread::GzDecoder::new(&mut rest), largest - decoded.len(), coding)?);
        if rest.is_empty() {
            return Ok(decoded);
        }
    }
    Err(Undecoded::TooLarge(format!("more than {MEMBERS} members of {coding}")))
}

/// Frame after frame; those to be skipped are (RFC 8878, 3.1).
fn zstd(content: &[u8], largest: usize) -> Result<Vec<u8>, Undecoded> {
    let broken = |why: &str| Undecoded::Broken(format!("the content is not the zstd that Content-Encoding says: {why}"));
    let mut rest = content;
    let mut decoded = Vec::new();
    let mut frames = 0;
    while !rest.is_empty() {
        let magic = rest.first_chunk::<4>().map(|bytes| u32::from_le_bytes(*bytes)).ok_or_else(|| broken("it ends within a frame"))?;
        if magic & 0xffff_fff0 == 0x184d_2a50 {
            let size = rest.get(4..8).and_then(|bytes| bytes.first_chunk::<4>()).map(|bytes| u32::from_le_bytes(*bytes));
            let end = size.and_then(|size| usize::try_from(size).ok()).and_then(|size| size.checked_add(8));
            rest = end.and_then(|end| rest.get(end..)).ok_or_else(|| broken("it ends within a frame"))?;
            continue;
        }
        let window = window(rest).ok_or_else(|| broken("no frame begins here"))?;
        if window > ZSTD_WINDOW.max(u64::try_from(largest).unwrap_or(u64::MAX)) {
            return Err(Undecoded::TooLarge(format!("a zstd window of {window} bytes; the limit is {ZSTD_WINDOW} (RFC 9659, 3)")));
        }
        frames += 1;
        if frames > MEMBERS {
            return Err(Undecoded::TooLarge(format!("more than {MEMBERS} frames of zstd")));
        }
        let before = rest.len();
        let frame = ruzstd::decoding::StreamingDecoder::new(&mut rest).map_err(|error| broken(&error.to_string()))?;
        decoded.extend(whole(frame, largest - decoded.len(), "zstd")?);
        if rest.fill_buf().is_ok_and(|left| left.len() == before) {
            return Err(broken("a frame without an end"));
        }
    }
    Ok(decoded)
}

/// What a frame's header says that has to be held in memory (RFC 8878, 3.1.1.1).
fn window(frame: &[u8]) -> Option<u64> {
    let (magic, header) = frame.split_first_chunk::<4>()?;
    if u32::from_le_bytes(*magic) != 0xfd2f_b528 {
        return None;
    }
    let (descriptor, header) = header.split_first()?;
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
    if descriptor & 0x20 == 0 {
        let byte = u64::from(*header.first()?);
        let base = 1_u64 << (10 + (byte >> 3));
        return Some(base + base / 8 * (byte & 7));
    }
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let size = header.get(dictionary..)?;
    match descriptor >> 6 {
        0 => size.first().map(|&byte| u64::from(byte)),
        1 => size.get(..2).map(|bytes| number(bytes) + 256),
        2 => size.get(..4).map(number),
        _ => size.get(..8).map(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const BROTLI_10M: &str = "cbffff3ff82700e2b14020f7fe2fffff3ff04f00c4611180eefd07";

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        coder.write_all(content).unwrap();
        coder.finish().unwrap()
    }

    /// One block that repeats a byte, in a frame with a window of 128 KiB.
    fn zstd_of(byte: u8, count: u32, blocks: u32) -> Vec<u8> {
        let mut frame = hex("28b52ffd0038");
        for at in 1..=blocks {
            let header = count << 3 | 1 << 1 | u32::from(at == blocks);
            frame.extend(&header.to_le_bytes()[..3]);
            frame.push(byte);
        }
        frame
    }

    fn names(all: &[&str]) -> Vec<String> {
        all.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn every_coding_is_taken_off() {
        let plain = br#"{"key": "value"}"#.repeat(40);
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(&plain).unwrap();
        let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        bare.write_all(&plain).unwrap();
        for (coding, content) in [
            ("gzip", gzip(&plain)),
            ("x-gzip", [gzip(&plain[..5]), gzip(&plain[5..])].concat()),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", bare.finish().unwrap()),
        ] {
            assert_eq!(decode(content, &names(&[coding]), 2, 1 << 20), Ok(plain.clone()), "{coding}");
        }
        assert_eq!(decode(gzip(&gzip(&plain)), &names(&["gzip", "gzip"]), 2, 1 << 20), Ok(plain));
        assert_eq!(decode(hex("0b018068692103"), &names(&["br"]), 2, 100), Ok(b"hi!".to_vec()));
        assert_eq!(decode(hex(BROTLI_10M), &names(&["br"]), 2, 10 << 20).map(|all| all.len()), Ok(10 << 20));
        let skipped = [&hex("502a4d1802000000ffff")[..], &zstd_of(b'a', 3, 1), &zstd_of(b'b', 2, 1)].concat();
        assert_eq!(decode(skipped, &names(&["zstd"]), 2, 100), Ok(b"aaabb".to_vec()));
        assert_eq!(decode(vec![], &names(&["zstd"]), 2, 100), Ok(vec![]));
    }

    #[test]
    fn nothing_grows_beyond_the_limit() {
        let huge = gzip(&vec![0; 8 << 20]);
        for (coding, content) in [
            ("gzip", huge.clone()),
            ("gzip, gzip", gzip(&huge)),
            ("br", hex(BROTLI_10M)),
            ("zstd", zstd_of(0, 128 << 10, 80)),
            // A window of 2 GiB, and a content of 4 GiB in one segment.
            ("zstd", hex("28b52ffd00a8010000")),
            ("zstd", hex("28b52ffde00000000001000000010000")),
            ("gzip, gzip, gzip", vec![]),
            // Nothing, begun again and again.
            ("gzip", gzip(b"").repeat(MEMBERS + 1)),
            ("zstd", zstd_of(0, 1, 1).repeat(MEMBERS + 1)),
        ] {
            let got = decode(content, &codings(&[coding]), 2, 1 << 20);
            assert!(matches!(got, Err(Undecoded::TooLarge(_))), "{coding}: {:?}", got.map(|all| all.len()));
        }
    }

    #[test]
    fn what_is_not_in_its_coding_is_broken_and_what_is_not_known_is_said_to_be() {
        for coding in ["gzip", "deflate", "br", "zstd"] {
            for content in [&b"{\"plain\": \"json\"}"[..], b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x11", b"\xff\xff\xff\xff\xff"] {
                let got = decode(content.to_vec(), &names(&[coding]), 2, 1 << 20);
                assert!(matches!(got, Err(Undecoded::Broken(_))), "{coding} {content:?}: {got:?}");
            }
        }
        let cut = gzip(b"{}");
        assert!(matches!(decode(cut[..cut.len() - 3].to_vec(), &names(&["gzip"]), 2, 100), Err(Undecoded::Broken(_))));
        for unknown in ["compress", "aws-chunked", "\u{1b}[2J"] {
            let got = decode(vec![1], &names(&[unknown]), 2, 100);
            assert!(matches!(&got, Err(Undecoded::Unknown(why)) if !why.contains('\u{1b}')), "{got:?}");
        }
        assert_eq!(codings(&["gzip, identity", " BR "]), ["gzip", "br"]);
    }
}
