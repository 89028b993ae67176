//! Each byte of a file with those beside it, however the file is cut: what a byte of a legacy encoding means is seen by the
//! letters around it.

/// Hands on bytes with their neighbours. ASCII amid ASCII says nothing and is passed over.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// The two bytes before the next one.
    before: [u8; 2],
}

impl Beside {
    /// Hands the byte before, a byte that is not ASCII, and the byte behind it to `see`.
    pub(crate) fn feed(&mut self, bytes: &[u8], mut see: impl FnMut(u8, u8, u8)) {
        if let [.., last_but_one, last] = bytes
            && self.before[1].is_ascii()
            && bytes.is_ascii()
        {
            self.before = [*last_but_one, *last];
            return;
        }
        for byte in bytes {
            let [before, this] = self.before;
            if !this.is_ascii() {
                see(before, this, *byte);
            }
            self.before = [this, *byte];
        }
    }

    /// The same at the end of the file, which is as good as the end of a line.
    pub(crate) fn end(mut self, see: impl FnMut(u8, u8, u8)) {
        self.feed(b"\n\n", see);
    }
}

/// What a survey makes of bytes, which must not depend on how they are cut.
#[cfg(test)]
pub(crate) fn surveyed<S: Default, T: PartialEq + std::fmt::Debug>(
    bytes: &[u8],
    see: fn(&mut S, u8, u8, u8),
    made: fn(&S) -> T,
) -> T {
    let of = |pieces: std::slice::Chunks<'_, u8>| {
        let (mut survey, mut beside) = (S::default(), Beside::default());
        pieces.for_each(|piece| {
            beside.feed(piece, |before, this, after| see(&mut survey, before, this, after))
        });
        beside.end(|before, this, after| see(&mut survey, before, this, after));
        made(&survey)
    };
    let whole = of(bytes.chunks(bytes.len().max(1)));
    assert_eq!(whole, of(bytes.chunks(1)), "it depends on how the file was cut");
    whole
}
