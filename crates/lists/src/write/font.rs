//! The font of a PDF: DejaVu Sans, which ships with the program, cut down to the letters that a document uses. A letter that it
//! has not is shown as its own mark for that, never left out.

use std::{cell::RefCell, collections::BTreeMap};

use pdf_writer::{
    Finish as _, Name, Pdf, Rect, Ref, Str,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId};

const FONT: &[u8] = include_bytes!("../../../../assets/fonts/DejaVuSans.ttf");
const NAME: Name<'static> = Name(b"MVRPRT+DejaVuSans");
const SYSTEM: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The font of one document.
pub(crate) struct Font {
    face: Face<'static>,
    used: RefCell<Used>,
}

#[derive(Default)]
struct Used {
    glyphs: GlyphRemapper,
    /// By the glyph's number in the document: its letter and its width.
    letters: BTreeMap<u16, (char, f32)>,
}

impl Font {
    pub(crate) fn new() -> Self {
        let face = Face::parse(FONT, 0).expect("the shipped font is sound: a test writes a report with it");
        Self { face, used: RefCell::default() }
    }

    fn glyph(&self, letter: char) -> GlyphId {
        self.face.glyph_index(letter).unwrap_or(GlyphId(0))
    }

    /// Thousandths of the font's size.
    fn advance(&self, glyph: GlyphId) -> f32 {
        let units = f32::from(self.face.units_per_em());
        f32::from(self.face.glyph_hor_advance(glyph).unwrap_or_default()) * 1000.0 / units
    }

    /// How wide a text is in points.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.advance(self.glyph(letter))).sum::<f32>() * size / 1000.0
    }

    /// The bytes that show a text: two for each glyph.
    pub(crate) fn encoded(&self, text: &str) -> Vec<u8> {
        let mut used = self.used.borrow_mut();
        let mut bytes = Vec::with_capacity(text.len() * 2);
        for letter in text.chars() {
            let glyph = self.glyph(letter);
            let number = used.glyphs.remap(glyph.0);
            used.letters.entry(number).or_insert_with(|| (letter, self.advance(glyph)));
            bytes.extend(number.to_be_bytes());
        }
        bytes
    }

    /// Writes the font with what was used of it; `first` and the four numbers behind it are its objects.
    pub(crate) fn write(&self, pdf: &mut Pdf, first: Ref) -> Result<(), subsetter::Error> {
        let [font, cid, descriptor, cmap, file] = [0, 1, 2, 3, 4].map(|n| Ref::new(first.get() + n));
        let used = self.used.borrow();
        pdf.type0_font(font)
            .base_font(NAME)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(cmap);
        let mut descendant = pdf.cid_font(cid);
        descendant.subtype(CidFontType::Type2).base_font(NAME).system_info(SYSTEM);
        descendant.font_descriptor(descriptor).cid_to_gid_map_predefined(Name(b"Identity"));
        let widths: Vec<f32> = (0..used.glyphs.num_gids())
            .map(|number| used.letters.get(&number).map_or(0.0, |(_, width)| *width))
            .collect();
        descendant.widths().consecutive(0, widths);
        descendant.finish();
        let scaled = |units: i16| f32::from(units) * 1000.0 / f32::from(self.face.units_per_em());
        let bounds = self.face.global_bounding_box();
        pdf.font_descriptor(descriptor)
            .name(NAME)
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(
                scaled(bounds.x_min),
                scaled(bounds.y_min),
                scaled(bounds.x_max),
                scaled(bounds.y_max),
            ))
            .italic_angle(0.0)
            .ascent(scaled(self.face.ascender()))
            .descent(scaled(self.face.descender()))
            .cap_height(scaled(self.face.capital_height().unwrap_or_default()))
            .stem_v(80.0)
            .font_file2(file);
        let mut letters = UnicodeCmap::new(Name(b"Letters"), SYSTEM);
        for (number, (letter, _)) in &used.letters {
            letters.pair(*number, *letter);
        }
        pdf.cmap(cmap, &letters.finish());
        let subset = subsetter::subset(FONT, 0, &used.glyphs)?;
        pdf.stream(file, &subset);
        Ok(())
    }
}
