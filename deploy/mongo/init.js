// Joins the members to a replica set and makes the program's account. Running it again changes nothing but the
// program's password, which becomes the one in deploy/mongo/.env.
const MEMBERS = ["mongo1:27017", "mongo2:27017", "mongo3:27017"];
const PROGRAM = "village";
const DATABASE = process.env.MONGODB_DATABASE || "village_legal_services";
const PATIENCE_SECONDS = 120;

const admin = db.getSiblingDB("admin");
admin.auth("root", process.env.MONGO_ROOT_PASSWORD);

try {
  rs.status();
} catch (failure) {
  if (failure.codeName !== "NotYetInitialized") throw failure;
  rs.initiate({ _id: "rs0", members: MEMBERS.map((host, number) => ({ _id: number, host, priority: number === 0 ? 2 : 1 })) });
}

let waited = 0;
while (!db.hello().isWritablePrimary) {
  if (waited >= PATIENCE_SECONDS) throw new Error(`mongo1 did not become primary in ${PATIENCE_SECONDS} s`);
  sleep(1000);
  waited += 1;
}

const ours = db.getSiblingDB(DATABASE);
const account = { pwd: process.env.MONGO_PROGRAM_PASSWORD, roles: [{ role: "dbOwner", db: DATABASE }] };
if (ours.getUser(PROGRAM)) {
  ours.updateUser(PROGRAM, account);
} else {
  ours.createUser({ user: PROGRAM, ...account });
}
print("the replica set stands and the program has its account");
