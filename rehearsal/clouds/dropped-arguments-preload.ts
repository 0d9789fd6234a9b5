import { watchArguments } from "./dropped-arguments";

watchArguments();
