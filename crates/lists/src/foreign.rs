//! What a file is where it is no list: told by its content, and said with its article.

use mailvet_verdict::Sentence;

use crate::phrases as say;

/// A kind of file that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// PDF.
    Pdf,
    /// gzip, 7-Zip, RAR and the like.
    Archive,
    /// A zip container with nothing in it.
    EmptyZip,
    /// A zip container of any other kind.
    Zip,
    /// SQLite.
    Database,
    /// PNG, JPEG, GIF or TIFF.
    Picture,
    /// Code of a machine.
    Program,
    /// PowerPoint.
    Presentation,
    /// RTF.
    FormattedText,
    /// OpenDocument without a table.
    TextOrPresentation,
    /// Word.
    Text,
    /// Apple's Numbers.
    Numbers,
    /// An office document of another kind.
    Another,
    /// XML of any other kind.
    Xml,
    /// HTML, often of a web shop and called `.xls`.
    WebPage,
    /// The XML of Excel 2003, or flat OpenDocument.
    OldXml,
    /// BIFF 2 to 4, from before compound files.
    OldWorksheet,
    /// UTF-32.
    Utf32,
    /// Anything else that is no text.
    Unreadable,
}

impl Foreign {
    /// With its article.
    #[must_use]
    pub fn said(self) -> Sentence {
        match self {
            Self::Pdf => say::a_pdf(),
            Self::Archive => say::an_archive(),
            Self::EmptyZip => say::an_empty_zip_archive(),
            Self::Zip => say::a_zip_archive(),
            Self::Database => say::a_database(),
            Self::Picture => say::a_picture(),
            Self::Program => say::a_program(),
            Self::Presentation => say::a_presentation(),
            Self::FormattedText => say::formatted_text(),
            Self::TextOrPresentation => say::text_or_presentation(),
            Self::Text => say::a_text_document(),
            Self::Numbers => say::a_numbers_document(),
            Self::Another => say::another_programs(),
            Self::Xml => say::an_xml_document(),
            Self::WebPage => say::a_web_page(),
            Self::OldXml => say::old_xml_workbook(),
            Self::OldWorksheet => say::very_old_worksheet(),
            Self::Utf32 => say::utf_32(),
            Self::Unreadable => say::not_readable_text(),
        }
    }
}
