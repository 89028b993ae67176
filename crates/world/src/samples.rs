//! The sample lists that ship with the program, and the world they are vetted in. They are made by
//! `cargo run -p mailvet-world --example make_samples` from `assets/samples/practice.toml`.

/// The scenario of the practice world.
pub const PRACTICE: &str = include_str!("../../../assets/samples/practice.toml");
/// 200 rows of CSV.
pub const CSV: &str = include_str!("../../../assets/samples/sample.csv");
/// The right answer for every row of the CSV, and so of the workbook: `email,verdict,reason,also`, where `also` holds
/// further right answers as `verdict/reason` with a bar between.
pub const TRUTH: &str = include_str!("../../../assets/samples/truth.csv");
/// 60 rows as a workbook.
pub const XLSX: &[u8] = include_bytes!("../../../assets/samples/sample.xlsx");
