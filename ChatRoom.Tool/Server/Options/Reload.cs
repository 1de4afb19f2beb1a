namespace ChatRoom.Server.Options;

/// <summary>Reads a file again and puts it in force. False: the file cannot be used, and nothing has changed.</summary>
/// <param name="outcome">A sentence: the content now in force, or the reason why not.</param>
internal delegate bool Reload(out string outcome);
