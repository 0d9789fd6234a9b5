/** Resources travel whole, and gRPC's default of 4 MB is too small for some; the engine itself takes 400 MB. */
export const messageLimits = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
