//! A zip archive that depends on nothing but its contents: stored, not compressed, all dates the same.

/// Files are dated 1980-01-01 00:00, the first moment a zip archive can say.
const DATE: u16 = 0b0000_0000_0010_0001;
const NEEDED_VERSION: u16 = 10;
const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;

/// An archive of small text files, `(path, contents)`, in the order given.
#[must_use]
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (path, contents) in files {
        let offset = size(&archive);
        let header = entry(path, contents);
        archive.extend(LOCAL.to_le_bytes());
        archive.extend(&header);
        archive.extend(path.as_bytes());
        archive.extend(*contents);

        directory.extend(CENTRAL.to_le_bytes());
        directory.extend(NEEDED_VERSION.to_le_bytes());
        directory.extend(&header);
        directory.extend([0; 10]); // no comment, disk 0, no attributes
        directory.extend(offset.to_le_bytes());
        directory.extend(path.as_bytes());
    }
    let count = u16::try_from(files.len()).unwrap_or(u16::MAX);
    let (start, length) = (size(&archive), size(&directory));
    archive.extend(directory);
    archive.extend(END.to_le_bytes());
    archive.extend([0; 4]);
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(length.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0; 2]);
    archive
}

/// What the local header and the directory say alike about a file.
fn entry(path: &str, contents: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend(NEEDED_VERSION.to_le_bytes());
    out.extend([0; 6]); // no flags, stored, 00:00
    out.extend(DATE.to_le_bytes());
    out.extend(crc32(contents).to_le_bytes());
    out.extend(size(contents).to_le_bytes());
    out.extend(size(contents).to_le_bytes());
    out.extend(u16::try_from(path.len()).unwrap_or(u16::MAX).to_le_bytes());
    out.extend([0; 2]);
    out
}

fn size(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc_of_the_standard_check_value() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn ends_with_the_directory() {
        let archive = zip(&[("a/b.py", b"x = 1\n")]);
        assert_eq!(archive.len(), 30 + 6 + 6 + 46 + 6 + 22);
        assert_eq!(archive[..4], LOCAL.to_le_bytes());
        assert_eq!(archive[archive.len() - 22..][..4], END.to_le_bytes());
    }
}
