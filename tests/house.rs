//! The picture of the house in `src/lib.rs` has every module.

#![allow(missing_docs, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

#[test]
fn every_module_stands_in_the_picture() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let picture = fs::read_to_string(source.join("lib.rs")).expect("src/lib.rs");
    for folder in [source.clone(), source.join("v2")] {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let name = entry.expect("a file").path().file_stem().expect("a name").to_string_lossy().into_owned();
            let row = format!("//! | `{name}` | ");
            assert!(
                ["lib", "mod"].contains(&&*name) || picture.contains(&row),
                "src/lib.rs does not say what {name} does"
            );
        }
    }
}
