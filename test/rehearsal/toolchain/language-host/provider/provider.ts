import { main, type Provider } from "@pulumi/pulumi/provider";

// Not valid JavaScript, so it runs only when tsx has loaded it.
enum Answer {
  Version = "0.0.1",
}
const provider: Provider = { version: Answer.Version };

main(provider, process.argv.slice(2)).catch(() => process.exit(1));
setTimeout(() => console.log(`pid ${process.pid}`), 500);
