namespace ChatRoom.Server.Options;

/// <summary>Reads something again and puts it in force. False: it cannot be used, and nothing has changed.</summary>
/// <param name="outcome">What is in force now, or why not, in a sentence.</param>
internal delegate bool Reload(out string outcome);
