//! The author's own certificate, as openssl makes it.

use std::fs;

use super::signed::{SIGNED, by_c2pa};
use super::{Stage, verify};
use crate::common::outsider;

pub const NAMED: &str = "[provenance]\ncertificate = \"me.pem\"\nkey = \"key.pem\"";

/// Makes a key of a kind, its certificate `me.pem` by an authority `above.pem`, and another's key.
pub fn author(stage: &Stage, kind: &str) {
    let made = format!(
        "cd {:?} && exec 2>&1 && set -e
        above='-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign'
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out above.key
        openssl req -x509 -new -key above.key -days 3650 -subj '/O=Prova/CN=Prova di autorità' $above -out above.pem
        openssl genpkey -algorithm {kind} -out key.pem
        openssl genpkey -algorithm {kind} -out others.pem
        openssl req -new -key key.pem -subj '/O=Livia Ferri/CN=Livia Ferri' -out me.csr
        printf 'basicConstraints=critical,CA:FALSE\\nkeyUsage=critical,digitalSignature\\nextendedKeyUsage=emailProtection\\nsubjectKeyIdentifier=hash\\nauthorityKeyIdentifier=keyid\\n' >of-signer
        printf 'basicConstraints=critical,CA:FALSE\\nkeyUsage=critical,digitalSignature\\nextendedKeyUsage=serverAuth\\n' >of-server
        by='openssl x509 -req -in me.csr -CA above.pem -CAkey above.key -CAcreateserial'
        $by -days 365 -extfile of-signer -out leaf.pem
        $by -days 0 -extfile of-signer -out over.pem
        $by -days 365 -extfile of-server -out server.pem
        cat leaf.pem above.pem >me.pem
        sleep 1",
        stage.0.path()
    );
    outsider("sh", &["-c", &made]);
}

#[test]
fn the_authors_own_key_signs_when_it_is_given() {
    for kind in [
        "EC -pkeyopt ec_paramgen_curve:P-256",
        "EC -pkeyopt ec_paramgen_curve:P-384",
        "ED25519",
        "RSA -pkeyopt rsa_keygen_bits:2048",
    ] {
        let stage = Stage::new(NAMED);
        author(&stage, kind);
        stage.episode();
        assert!(!stage.path(".altavoce/signing.pem").exists(), "{kind}");
        for (name, media_type) in SIGNED {
            assert_eq!(by_c2pa(&stage.made(name), media_type)["validation_state"], "Valid", "{kind}, {name}");
        }
        let run = verify(&stage.made("episode.mp3"), &["--trust", stage.path("above.pem").to_str().unwrap()]);
        assert!(
            run.code == 0 && run.out.contains("since “Livia Ferri” signed it, who is on the list"),
            "{kind}: {run:?}"
        );
        // Another certificate, another signature.
        assert_eq!(stage.episode()["unchanged"], true);
        fs::copy(stage.path("leaf.pem"), stage.path("me.pem")).unwrap();
        assert_eq!(stage.episode()["unchanged"], false, "{kind}");
    }
}

#[test]
fn a_certificate_or_key_that_does_not_sign_is_told_before_a_word_is_spoken() {
    let stage = Stage::new(NAMED);
    author(&stage, "EC -pkeyopt ec_paramgen_curve:P-256");
    fs::write(stage.path("binary"), [0, 255, 254]).unwrap();
    let (certificate, key) = ("show.toml:5: [provenance] certificate ", "show.toml:6: [provenance] key ");
    let mut wrong = Vec::new();
    for (name, from, expected) in [
        ("me.pem", "none", [certificate, "me.pem: cannot read: no such file or folder; check the path"]),
        ("me.pem", "binary", [certificate, "me.pem: this is no text; give a file in PEM"]),
        ("me.pem", "007.md", [certificate, "`altavoce help disclosure` tells"]),
        ("me.pem", "above.pem", [certificate, "`altavoce help disclosure` tells"]),
        ("me.pem", "over.pem", [certificate, "the certificate was not valid at time of signing; give"]),
        ("me.pem", "server.pem", [certificate, "the certificate is invalid; give"]),
        ("key.pem", "none", [key, "key.pem: cannot read: no such file or folder; check the path"]),
        ("key.pem", "007.md", [key, "key.pem: this is no key that C2PA lets sign; give one of ECDSA"]),
        ("key.pem", "me.pem", [key, "key.pem: this is no key that C2PA lets sign; give one of ECDSA"]),
        ("key.pem", "others.pem", [certificate, "the signature is not that of this certificate's key"]),
    ] {
        let path = stage.path(name);
        let right = fs::read(&path).unwrap();
        match from {
            "none" => fs::remove_file(&path).unwrap(),
            from => drop(fs::copy(stage.path(from), &path).unwrap()),
        }
        let run = stage.run(&[]);
        let said: Vec<&str> = run.err.lines().filter(|l| l.starts_with("altavoce: ")).collect();
        if run.code != 3 || said.len() != 1 || !expected.iter().all(|part| said[0].contains(part)) {
            wrong.push(format!("{name} is {from}: {run:?}"));
        }
        fs::write(&path, right).unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!stage.path("output/007-prova").exists());
}
