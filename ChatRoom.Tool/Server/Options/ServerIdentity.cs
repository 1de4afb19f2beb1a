namespace ChatRoom.Server.Options;

/// <summary>The version of a server, without spaces, and its title for people, without control characters. Sent to every client.</summary>
internal sealed record ServerIdentity(string Version, string Title);
