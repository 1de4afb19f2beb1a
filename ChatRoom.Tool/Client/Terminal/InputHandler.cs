using ChatRoom.Client.Options;
using ChatRoom.Client.Terminal.Device;
using ChatRoom.Client.Terminal.Editing;
using ChatRoom.Client.Terminal.Reading;

namespace ChatRoom.Client.Terminal;

/// <summary>The end of typing; without a failure the user wants to leave.</summary>
internal sealed record TypingEnd(Failure? Failure);

/// <summary>Handles the input of the terminal, key by key: edits, submits, leaves. Used by one loop at a time.</summary>
internal sealed class InputHandler(Transcript transcript, TerminalView view, OutgoingLines outgoingLines)
{
    private bool _wasInterrupted;

    /// <summary>Handles one input; null: typing goes on.</summary>
    public TypingEnd? Handle(TerminalInput input)
    {
        switch (input.Kind)
        {
            case TerminalInputKind.Ended:
                return new TypingEnd(null);
            case TerminalInputKind.Resized or TerminalInputKind.Resumed:
                view.HandleChange(input.Kind);
                return null;
            case TerminalInputKind.Writable:
                return null;
            default:
                break;
        }

        var editResult = view.Press(input.Key);
        var wasInterrupted = _wasInterrupted;
        (_wasInterrupted, view.Hint) = (false, "");
        switch (editResult.Kind)
        {
            case EditResultKind.Submitted:
                return Submit(editResult.Text);
            case EditResultKind.EndOfInput:
                return new TypingEnd(null);
            case EditResultKind.Interrupt when wasInterrupted:
                return new TypingEnd(new Failure(Outcome.Interrupted, ""));
            case EditResultKind.Interrupt:
                (_wasInterrupted, view.Hint) = (true, "Press Ctrl-C again to leave.");
                return null;
            case EditResultKind.Suspend when !view.CanSuspend:
                view.Hint = "Ctrl-Z does nothing here: it would stop the room for everybody.";
                return null;
            case EditResultKind.TooLong:
                transcript.AddRefusal($"That is too long: at most {TypedText.MaxLength} characters can be typed at once. Send it in parts.");
                return null;
            default:
                return null;
        }
    }

    private TypingEnd? Submit(string typed)
    {
        switch (outgoingLines.Submit(typed))
        {
            case OutgoingEffect.Leaves:
                return new TypingEnd(null);
            case OutgoingEffect.Clears:
                view.Clear();
                return null;
            case OutgoingEffect.GivenBack:
                GiveBack(typed);
                return null;
            default:
                return null;
        }
    }

    /// <summary>Puts a refused text into the editor. If something else is being typed, the key Up brings it.</summary>
    public void GiveBack(string typed)
    {
        if (!view.Editor.Restore(typed))
        {
            view.Hint = "Press Up to edit the refused line.";
        }
    }
}
