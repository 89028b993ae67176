//! Makes what Mailvet knows beforehand: `names` writes the name tables, `extract` collects public addresses with their persons
//! into a temporary file, `featurise` turns them into a matrix of small integers without any text, `fit` turns the matrix into
//! the model. Only the tables, the matrix and what is fitted are kept; addresses and names never are.

mod dice;
mod extract;
mod figures;
mod fit;
mod invent;
mod matrix;
mod names;
mod outside;
mod people;
mod rows;

use std::{env, path::Path};

use anyhow::{Result, bail};

const USE: &str = "mailvet-training names TABLE.tsv LOCALES.tsv FOLDER | extract PAIRS.tsv SOURCES... | featurise PAIRS.tsv LOCALES.tsv FOLDER | \
                   measure LIST.csv... | try FOLDER LIST.csv... | fit FOLDER MODEL_FOLDER";

fn main() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let paths: Vec<&Path> = args.iter().skip(1).map(Path::new).collect();
    match (args.first().map(String::as_str), paths.as_slice()) {
        (Some("names"), [table, locales, folder]) => names::write(table, locales, folder),
        (Some("extract"), [pairs, sources @ ..]) => extract::write(pairs, sources),
        (Some("featurise"), [pairs, locales, folder]) => rows::write(pairs, locales, folder),
        (Some("measure"), lists) => fit::measure(None, lists),
        (Some("try"), [folder, lists @ ..]) => fit::measure(Some(folder), lists),
        (Some("fit"), [folder, model]) => fit::write(folder, model),
        _ => bail!("wrong use; {USE}"),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Read, path::PathBuf};

    use flate2::read::GzDecoder;

    use crate::{
        fit::{Metrics, fitted},
        matrix,
    };

    fn at(path: &str) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
    }

    #[test]
    fn the_matrix_holds_small_numbers_and_no_text() {
        let mut text = String::new();
        GzDecoder::new(fs::File::open(at("matrix.csv.gz")).unwrap()).read_to_string(&mut text).unwrap();
        assert!(text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',' || byte == b'\n'));
        assert!(text.lines().count() > 10_000);
        assert!(text.split([',', '\n']).all(|cell| cell.len() < 6));
    }

    #[test]
    fn no_file_of_the_model_holds_an_address() {
        for file in [
            "../assets/model/scale.json",
            "../assets/model/trees.json",
            "../assets/model/metrics.json",
            "scale.json",
        ] {
            assert!(!fs::read_to_string(at(file)).unwrap().contains('@'), "{file}");
        }
    }

    /// Fits anew and compares with what is kept, then asks whether it is good enough: bars that a change may not lower.
    #[test]
    fn the_matrix_makes_the_model_that_ships_and_its_figures_clear_the_bars() {
        let (json, metrics) = fitted(&matrix::read(&at("matrix.csv.gz")).unwrap()).unwrap();
        let kept = fs::read_to_string(at("../assets/model/trees.json")).unwrap();
        let read = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
        assert!(read(&json) == read(&kept), "run scripts/model --fit");
        let digest = crate::fit::digest(&kept);
        let kept: Metrics =
            serde_json::from_str(&fs::read_to_string(at("../assets/model/metrics.json")).unwrap()).unwrap();
        assert_eq!(digest, kept.trees);
        let figure = |scene: &str, named: &str, known: u8| {
            let found = metrics.figures.iter();
            found.filter(|f| f.scene == scene && f.named == named).find(|f| f.known == known).unwrap().clone()
        };
        // Of a row alone the bars are those of the plan; in sight of its list, as rows are met with, the model has to be better.
        for (known, bar, in_list) in [(0, 0.69, 0.78), (1, 0.77, 0.8), (3, 0.795, 0.81), (10, 0.81, 0.82)] {
            for (scene, named, bar) in
                [("listed", "yes", in_list), ("listed", "both", in_list), ("alone", "yes", bar)]
            {
                let found = figure(scene, named, known);
                assert!(found.auc >= bar && found.calibration_error <= 0.06, "{found:?}");
            }
            let guessed = figure("guessed", "both", known);
            assert!(guessed.auc >= if known == 0 { 0.65 } else { 0.92 }, "{guessed:?}");
            // One of five wrong ones is a number that nobody has, which nothing tells; and without anybody known, numbers look
            // like junk.
            let numbers = figure("numbers", "both", known);
            assert!(known == 0 || numbers.auc >= 0.84, "{numbers:?}");
        }
        let mended = metrics.base_rates.iter().filter(|rate| rate.right_of_100 == 80);
        assert!(
            mended.filter(|rate| rate.outcomes >= 50).all(|rate| rate.after <= 0.05),
            "{:?}",
            metrics.base_rates
        );
    }
}
