using ChatRoom.CommandLine;

// What the system calls EPIPE: nobody reads our output any more.
const int brokenPipe = 32;

try
{
    return RootCommand.Run(args);
}
catch (IOException gone) when (gone.HResult == brokenPipe)
{
    return ExitCode.BrokenPipe;
}
catch (Exception bug)
{
    return Fail.With(ExitCode.Failure, $"this is a bug, please report it: {bug}");
}
