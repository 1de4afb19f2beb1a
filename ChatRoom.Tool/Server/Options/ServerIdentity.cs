namespace ChatRoom.Server.Options;

/// <summary>How a server introduces itself: its version without spaces, and a title for people, filtered.</summary>
internal sealed record ServerIdentity(string Version, string Title);
