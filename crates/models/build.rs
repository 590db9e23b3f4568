//! Generates the models from `specs/`.

fn main() -> Result<(), specproof_codegen::Failure> {
    specproof_codegen::Builder::specs("../../specs").options(|options| options.named = true).build()
}
