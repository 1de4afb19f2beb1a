namespace ChatRoom.Server.Doors.Web.Requests;

/// <summary>The format of the events of a room in an answer.</summary>
internal enum EventFormat
{
    /// <summary>An object on each line.</summary>
    Json,

    /// <summary>Server-sent events, as browsers read them.</summary>
    Sse,

    /// <summary>Lines for people.</summary>
    Text,
}
