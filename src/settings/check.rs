//! What no type of the settings can say: secrets, rows of tables.

use std::collections::BTreeMap;

use altavoce_base::error::Error;
use altavoce_base::toml_file::{SettingError, TomlDocument};
use altavoce_base::tr;
use altavoce_italian::Tables;
use altavoce_podcast::channel::publish;

/// A secret in `[publish]` is refused before anything could print it.
pub(super) fn no_secret(document: &TomlDocument) -> Result<(), SettingError> {
    let secret = document.keys("publish").find_map(|key| Some((key, publish::secret_key(key)?)));
    let Some((key, variable)) = secret else { return Ok(()) };
    let e = Error::author(tr!("`{key}`: a secret has no place in this file, which others may read"));
    let e = e.fix(tr!("remove the line and set {variable} in the environment"));
    Err(SettingError::at(key, e).below("publish"))
}

/// Every row of `[italian]` fits its table.
pub(super) fn rows(italian: &BTreeMap<String, Vec<Vec<String>>>) -> Result<(), SettingError> {
    let mut tables = Tables::default();
    for (table, rows) in italian {
        for (n, row) in rows.iter().enumerate() {
            tables.add_row(table, row).map_err(|what| {
                let e = Error::author(tr!("[italian] {table}: {what}"));
                SettingError::at(n, e.fix(tr!("`altavoce help italian` shows the columns of each table")))
                    .below(table.as_str())
            })?;
        }
    }
    Ok(())
}
