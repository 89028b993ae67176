//! Hands the configuration and the capabilities to Tauri.

fn main() {
    tauri_build::try_build(
        tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*"),
    )
    .expect("the Tauri configuration and capabilities are sound");
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    // The pages are built into the program; without this a new build of them would not be noticed.
    println!("cargo:rerun-if-changed=ui/dist");
}
