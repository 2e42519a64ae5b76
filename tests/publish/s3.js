// An S3-compatible server on loopback: FOLDER BUCKET. Prints its port.
const crypto = require("crypto");
const fs = require("fs/promises");
const path = require("path");
const S3rver = require("s3rver");
const FilesystemStore = require("s3rver/lib/stores/filesystem");

// S3 shows an object once all of it has arrived, and never a half of one. s3rver empties the served file at the first
// byte, and leaves it so when the client dies.
FilesystemStore.prototype.putObject = async function ({ bucket, key, content, metadata }) {
  const pieces = [];
  for await (const piece of Buffer.isBuffer(content) ? [content] : content) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const file = this.getResourcePath(bucket, key, "object");
  const arriving = path.join(this.rootDirectory, crypto.randomUUID());
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.writeFile(arriving, bytes);
  await fs.rename(arriving, file);
  const md5 = crypto.createHash("md5").update(bytes).digest("hex");
  await this.putMetadata(bucket, key, metadata, md5);
  return { size: bytes.length, md5 };
};

const [directory, name] = process.argv.slice(2);
const server = new S3rver({ port: 0, address: "127.0.0.1", silent: true, directory, configureBuckets: [{ name }] });
server.run((error, address) => {
  if (error) throw error;
  console.log(address.port);
});
