// An S3-compatible server on loopback: FOLDER BUCKET. Prints its port.
const S3rver = require("s3rver");

const [directory, name] = process.argv.slice(2);
const server = new S3rver({ port: 0, address: "127.0.0.1", silent: true, directory, configureBuckets: [{ name }] });
server.run((error, address) => {
  if (error) throw error;
  console.log(address.port);
});
