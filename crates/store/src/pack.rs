//! What repeats itself (the rows of a list, what is said with a mail host) is kept packed: a stretch of it takes a third of
//! the room or less, and is unpacked faster than so much more would be read. What does not become smaller stays as it is.

use std::io;

use zstd::bulk::{Compressor, Decompressor};

use crate::StoreError;

/// The fastest of zstd's levels but for those that give up its second half, the coding of entropy.
const LEVEL: i32 = 1;

/// Bytes that anything unpacks to, at most; a damaged file may claim any number.
const MOST: usize = 256 << 20;

/// Packs one thing after the other.
pub(crate) struct Packer(Compressor<'static>);

impl Packer {
    pub(crate) fn new() -> Result<Self, StoreError> {
        Ok(Self(Compressor::new(LEVEL).map_err(unusable)?))
    }

    /// Appends `bytes` to `packed`, packed, and answers how many they were; 0: they stand there as they are.
    pub(crate) fn pack(&mut self, bytes: &[u8], packed: &mut Vec<u8>) -> Result<u32, StoreError> {
        let from = packed.len();
        packed.resize(from + bytes.len(), 0);
        // What finds no room there has not become smaller.
        match (self.0.compress_to_buffer(bytes, &mut packed[from..]), u32::try_from(bytes.len())) {
            (Ok(length), Ok(whole)) if length < bytes.len() => {
                packed.truncate(from + length);
                Ok(whole)
            }
            _ => {
                packed.truncate(from);
                packed.extend_from_slice(bytes);
                Ok(0)
            }
        }
    }
}

/// Unpacks one thing after the other.
pub(crate) struct Unpacker(Decompressor<'static>);

impl Unpacker {
    pub(crate) fn new() -> Result<Self, StoreError> {
        Ok(Self(Decompressor::new().map_err(unusable)?))
    }

    /// Puts what was packed in the place of what stands in `bytes`; `whole` is what [`Packer::pack`] answered.
    pub(crate) fn unpack(
        &mut self,
        packed: &[u8],
        whole: u32,
        bytes: &mut Vec<u8>,
    ) -> Result<(), StoreError> {
        bytes.clear();
        if whole == 0 {
            bytes.extend_from_slice(packed);
            return Ok(());
        }
        let whole = whole as usize;
        if whole > MOST {
            return Err(StoreError::damaged("something packed claims to be huge"));
        }
        bytes.reserve(whole);
        let length = self.0.decompress_to_buffer(packed, bytes).map_err(StoreError::damaged)?;
        if length == whole { Ok(()) } else { Err(StoreError::damaged("something packed is cut")) }
    }
}

/// A text as a value of its own, which says itself how long it was: to be told from one that stands as it is by its type.
pub(crate) fn text(text: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut packed = vec![0; 4];
    let whole = Packer::new()?.pack(text.as_bytes(), &mut packed)?;
    packed[..4].copy_from_slice(&whole.to_le_bytes());
    Ok((whole > 0).then_some(packed))
}

/// The text that [`text`] has packed.
pub(crate) fn untext(packed: &[u8]) -> Result<String, StoreError> {
    let (whole, packed) = packed.split_first_chunk().ok_or_else(|| StoreError::damaged("a text is cut"))?;
    let mut bytes = Vec::new();
    Unpacker::new()?.unpack(packed, u32::from_le_bytes(*whole), &mut bytes)?;
    String::from_utf8(bytes).map_err(StoreError::damaged)
}

/// Only where there is no memory left.
fn unusable(error: io::Error) -> StoreError {
    tracing::error!(%error, "nothing can be packed or unpacked");
    StoreError::Closed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 0..2_000), times in 1_usize..20) {
            let bytes = bytes.repeat(times);
            let mut packed = b"before".to_vec();
            let whole = Packer::new().unwrap().pack(&bytes, &mut packed).unwrap();
            let mut back = b"left over".to_vec();
            Unpacker::new().unwrap().unpack(&packed[6..], whole, &mut back).unwrap();
            prop_assert_eq!(back, bytes);
            prop_assert_eq!(&packed[..6], b"before");
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..64), whole: u32) {
            let _damaged = Unpacker::new().unwrap().unpack(&bytes, whole, &mut Vec::new());
            let _damaged = untext(&bytes);
        }
    }

    #[test]
    fn a_text_that_repeats_itself_becomes_small_and_one_that_does_not_is_left() {
        let said = "RCPT TO:<anna@example.com>\r\n".repeat(40);
        let packed = text(&said).unwrap().unwrap();
        assert!(packed.len() < said.len() / 10, "{} of {}", packed.len(), said.len());
        assert_eq!(untext(&packed).unwrap(), said);
        assert_eq!(text("QUIT").unwrap(), None);
    }

    #[test]
    fn what_is_cut_is_damage_and_not_less_text() {
        let packed = text(&"250 OK\r\n".repeat(100)).unwrap().unwrap();
        for length in 0..packed.len() {
            assert!(untext(&packed[..length]).is_err(), "{length} bytes");
        }
    }
}
