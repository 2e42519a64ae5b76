//! XMP: the packet in which the IPTC's readers look for how a sound came to be. MP3, WAV and M4A each have a place for it; Ogg has
//! none.

use altavoce_base::disclosure::Disclosure;

/// The owner of the private frame of ID3 that holds the packet (XMP, part 3).
pub(super) const ID3_OWNER: &str = "XMP";
/// The RIFF chunk that does.
pub(super) const RIFF_CHUNK: &[u8; 4] = b"_PMX";
/// The name of the MPEG-4 box of type `uuid` that does.
pub(super) const MP4_BOX: [u8; 16] =
    [0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC];

/// The packet: the term of the IPTC as `Iptc4xmpExt:DigitalSourceType`, and the sentence as `xmpDM:comment`, a sound's remarks.
pub(super) fn packet(disclosure: &Disclosure) -> String {
    let source_type = escaped(&disclosure.digital_source_type);
    let comment = disclosure.told().map(|sentence| format!("<xmpDM:comment>{}</xmpDM:comment>", escaped(sentence)));
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" \
         xmlns:xmpDM=\"http://ns.adobe.com/xmp/1.0/DynamicMedia/\">\
         <Iptc4xmpExt:DigitalSourceType>{source_type}</Iptc4xmpExt:DigitalSourceType>{}\
         </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>",
        comment.unwrap_or_default()
    )
}

/// The term in a packet, whoever wrote it: as an element or as an attribute.
pub(super) fn source_type(packet: &str) -> Option<String> {
    const NAME: &str = ":DigitalSourceType";
    packet.match_indices(NAME).find_map(|(at, _)| {
        let behind = packet[at + NAME.len()..].trim_start();
        let value = match behind.strip_prefix('>') {
            Some(element) => element.split('<').next()?,
            None => {
                let quoted = behind.strip_prefix('=')?.trim_start();
                let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
                quoted[1..].split(quote).next()?
            }
        };
        Some(plain(value.trim())).filter(|v| !v.is_empty())
    })
}

/// Text as XML, in an element.
pub(super) fn escaped(text: &str) -> String {
    // XML has no way to write most control characters.
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The same back.
pub(super) fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use altavoce_base::disclosure::TRAINED_ALGORITHMIC_MEDIA;

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let packet = packet(&Disclosure::synthetic("Voce & <macchina>"));
        assert_eq!(source_type(&packet).as_deref(), Some(TRAINED_ALGORITHMIC_MEDIA));
        assert!(packet.contains("<xmpDM:comment>Voce &amp; &lt;macchina&gt;</xmpDM:comment>"), "{packet}");
        let silent = self::packet(&Disclosure::synthetic(""));
        assert!(!silent.contains("comment") && source_type(&silent).is_some(), "{silent}");
    }

    #[test]
    fn packets_of_others_are_read_too() {
        let rows = [
            ("<rdf:Description Iptc4xmpExt:DigitalSourceType = 'a&amp;b' />", Some("a&b")),
            ("<iptcExt:DigitalSourceType>\n a \n</iptcExt:DigitalSourceType>", Some("a")),
            ("<iptcExt:DigitalSourceType/>", None),
            ("<iptcExt:DigitalSourceTypes>a</…>", None),
            ("x:DigitalSourceType=\"", None),
            ("", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(packet, read)| source_type(packet).as_deref() != *read).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
