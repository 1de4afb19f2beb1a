using ChatRoom.Client.Connecting;

namespace ChatRoom.Client.Terminal.Asking;

/// <summary>The questions that the server is to be asked next. Used by one loop.</summary>
internal sealed class Questions
{
    /// <summary>In a room with more members the list of members is not requested: it would cost more than it helps.</summary>
    public const int MaxMembers = 1000;

    private readonly SortedSet<Question> _questions = [];

    public void Ask(Question question) => _questions.Add(question);

    /// <summary>The reader is in another room, or may have missed something, or has another connection: nothing is known for sure.</summary>
    public void AskAll() => _questions.UnionWith([Question.Members, Question.Commands, Question.Rooms]);

    /// <summary>Takes out the questions to send now.</summary>
    /// <param name="members">The number of members of the room.</param>
    public IReadOnlyList<Question> Take(long members)
    {
        Question[] taken = [.. _questions.Where(question => question != Question.Members || members <= MaxMembers)];
        _questions.Clear();
        return taken;
    }
}
