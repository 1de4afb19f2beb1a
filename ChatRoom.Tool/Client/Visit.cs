namespace ChatRoom.Client;

/// <summary>One stay in a room from connecting to hanging up; null is success.</summary>
internal static class Visit
{
    /// <summary>Enters a room, and stays as long as <paramref name="stay"/> does.</summary>
    public static async Task<Failure?> RunAsync(ClientOptions options, Entry entry, Func<Conversation, Task<Failure?>> stay)
    {
        var (link, failure) = await Connector.ConnectAsync(options, entry.Name);
        if (link is null)
        {
            return failure;
        }

        using var conversation = new Conversation(link, options);
        return await conversation.EnterAsync(entry) ?? await stay(conversation);
    }
}
